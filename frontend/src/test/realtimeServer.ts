import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * A real websocket server that speaks docs/realtime.md: tickets work once, a joined execution is told its
 * snapshot. It keeps every frame it heard; `heard` waits for one instead of sleeping.
 */
export class RealtimeServer {
  readonly frames: Frame[] = [];
  /** Sequence number of the snapshot that joining brings. */
  seq = 0;
  /** A server that is deaf reads frames and answers none, not even pings. */
  isDeaf = false;
  connections = 0;
  readonly #server: WebSocketServer;
  readonly #tickets = new Set<string>();
  readonly #waiters = new Set<() => void>();
  #ticketCount = 0;

  static async start(): Promise<RealtimeServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new RealtimeServer(server);
  }

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, request) => {
      this.connections++;
      const ticket = new URL(request.url ?? "", "ws://localhost").searchParams.get("ticket") ?? "";
      if (!this.#tickets.delete(ticket)) return socket.close(4401);
      socket.on("message", (data) => this.#hear(socket, JSON.parse(String(data)) as Frame));
      this.#wake();
    });
  }

  issueAddress(): string {
    const ticket = `ticket-${++this.#ticketCount}`;
    this.#tickets.add(ticket);
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws/?ticket=${ticket}`;
  }

  /** Resolves as soon as the condition holds; looked at whenever something is heard. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  async heard(type: string, times = 1): Promise<void> {
    await this.until(() => this.frames.filter((frame) => frame.type === type).length >= times);
  }

  tell(frame: Frame): void {
    for (const socket of this.#server.clients) socket.send(JSON.stringify(frame));
  }

  dropEveryone(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.dropEveryone();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hear(socket: WebSocket, frame: Frame): void {
    this.frames.push(frame);
    if (!this.isDeaf) this.#answer(socket, frame);
    this.#wake();
  }

  #answer(socket: WebSocket, frame: Frame): void {
    const say = (answer: Frame) => socket.send(JSON.stringify(answer));
    if (frame.type === "ping") say({ type: "pong" });
    if (frame.type === "join-organization") say({ type: "joined", room: `org-${frame.organizationId}` });
    if (frame.type === "join-execution") {
      const room = `execution-${frame.executionId}`;
      say({ type: "joined", room });
      say({ type: "snapshot", room, executionId: frame.executionId, snapshot: { seq: this.seq } });
    }
  }

  #wake(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }
}
