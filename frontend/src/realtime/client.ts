import { backoffMs } from "./backoff";
import { type ClientFrame, parseRoomFrame, type Room, type RoomFrame } from "./protocol";

export type ConnectionState = "idle" | "connecting" | "open" | "waiting";
export type RoomListener = (frame: RoomFrame) => void;

/** What the client needs of a WebSocket; the browser's and that of the `ws` package both fit. */
export interface Socket {
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  send(data: string): void;
  close(): void;
}

export interface RealtimeOptions {
  /** The address to connect to, with a fresh ticket in it: asked anew for each connection, tickets work once. */
  readonly address: () => Promise<string>;
  readonly open: (address: string) => Socket;
  readonly backoff?: (failures: number) => number;
  /** A connection that is silent for this long after a ping is given up; it may be half open. */
  readonly pingMs?: number;
}

/**
 * The one websocket of this browser tab. Connects when the first room is joined, comes back by itself, and then
 * joins every room again; a room that is joined (again) is told its snapshot, so listeners never miss anything.
 */
export class RealtimeClient {
  readonly #address: RealtimeOptions["address"];
  readonly #open: RealtimeOptions["open"];
  readonly #backoff: (failures: number) => number;
  readonly #pingMs: number;

  readonly #rooms = new Map<string, { readonly room: Room; readonly listeners: Set<RoomListener> }>();
  readonly #stateListeners = new Set<() => void>();
  #state: ConnectionState = "idle";
  #socket: Socket | null = null;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  /** Grows with every connection and with close(): what an older connection still says is not heard. */
  #epoch = 0;

  constructor(options: RealtimeOptions) {
    this.#address = options.address;
    this.#open = options.open;
    this.#backoff = options.backoff ?? backoffMs;
    this.#pingMs = options.pingMs ?? 25_000;
  }

  /** Shaped for useSyncExternalStore, as is `subscribe`. */
  readonly getState = (): ConnectionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** Hear a room from now on; gives back how to stop. Every listener's joining brings a new snapshot. */
  join(room: Room, listener: RoomListener): () => void {
    const entry = this.#rooms.get(room.name) ?? { room, listeners: new Set() };
    this.#rooms.set(room.name, entry);
    entry.listeners.add(listener);
    if (this.#state === "idle") this.#connect();
    else this.#send(room.join);
    return () => this.#leave(room, listener);
  }

  /** Ask for a room's snapshot again: events have gone missing. */
  rejoin(room: Room): void {
    this.#send(room.join);
  }

  /** Do not sit out the rest of the wait: the network is back, or the person asks for it. */
  retryNow(): void {
    if (this.#state === "waiting") this.#connect();
  }

  /** Forget the rooms and hang up: signed out. */
  close(): void {
    this.#rooms.clear();
    this.#hangUp();
    this.#failures = 0;
    this.#setState("idle");
  }

  #leave(room: Room, listener: RoomListener): void {
    const listeners = this.#rooms.get(room.name)?.listeners;
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.#rooms.delete(room.name);
    this.#send({ type: "leave", room: room.name });
  }

  async #connect(): Promise<void> {
    this.#hangUp();
    const epoch = this.#epoch;
    this.#setState("connecting");
    try {
      const address = await this.#address();
      if (epoch !== this.#epoch) return;
      this.#listenTo(this.#open(address), epoch);
    } catch {
      // No ticket: the server is away, or the session has ended and close() follows.
      if (epoch === this.#epoch) this.#retryLater();
    }
  }

  #listenTo(socket: Socket, epoch: number): void {
    const whileCurrent = (act: () => void) => () => {
      if (epoch === this.#epoch) act();
    };
    this.#socket = socket;
    socket.addEventListener(
      "open",
      whileCurrent(() => this.#onOpen()),
    );
    socket.addEventListener(
      "close",
      whileCurrent(() => this.#retryLater()),
    );
    socket.addEventListener("error", () => {}); // close follows and says all there is to know
    socket.addEventListener("message", ({ data }) => {
      if (epoch === this.#epoch && typeof data === "string") this.#onMessage(data);
    });
  }

  #onOpen(): void {
    this.#setState("open");
    for (const { room } of this.#rooms.values()) this.#send(room.join);
    this.#watchForSilence();
  }

  #onMessage(data: string): void {
    // Not at onopen: a server that accepts and hangs up at once must be left alone for longer and longer.
    this.#failures = 0;
    this.#watchForSilence();
    const frame = parseRoomFrame(data);
    if (!frame) return;
    for (const listener of this.#rooms.get(frame.room)?.listeners ?? []) listener(frame);
  }

  /** Restarted by every message: ping after one silent period, give up after a second one. */
  #watchForSilence(): void {
    clearInterval(this.#pingTimer);
    let silentPeriods = 0;
    this.#pingTimer = setInterval(() => {
      silentPeriods++;
      if (silentPeriods === 1) this.#send({ type: "ping" });
      else this.#retryLater();
    }, this.#pingMs);
  }

  #retryLater(): void {
    this.#hangUp();
    this.#failures++;
    this.#setState("waiting");
    this.#retryTimer = setTimeout(() => this.#connect(), this.#backoff(this.#failures));
  }

  #hangUp(): void {
    this.#epoch++;
    clearTimeout(this.#retryTimer);
    clearInterval(this.#pingTimer);
    this.#socket?.close();
    this.#socket = null;
  }

  /** What cannot be sent now needs no queue: opening joins every room anew. */
  #send(frame: ClientFrame): void {
    if (this.#state === "open") this.#socket?.send(JSON.stringify(frame));
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}
