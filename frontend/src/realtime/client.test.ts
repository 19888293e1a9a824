import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { RealtimeServer } from "@/test/realtimeServer";
import { backoffMs } from "./backoff";
import { type ConnectionState, RealtimeClient, type RealtimeOptions } from "./client";
import { executionRoom, organizationRoom, type RoomFrame } from "./protocol";

const ROOM = executionRoom("e1");

let server: RealtimeServer;
let client: RealtimeClient;

function newClient(options: Partial<RealtimeOptions> = {}): RealtimeClient {
  return new RealtimeClient({
    address: async () => server.issueAddress(),
    open: (address) => new WebSocket(address),
    backoff: () => 1,
    ...options,
  });
}

function becomes(state: ConnectionState): Promise<void> {
  if (client.getState() === state) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (client.getState() !== state) return;
      stop();
      resolve();
    });
  });
}

/** Joins the room; `next` waits for the next frame of a type. */
function listen(room = ROOM) {
  const frames: RoomFrame[] = [];
  let wake = () => {};
  const leave = client.join(room, (frame) => {
    frames.push(frame);
    wake();
  });
  const next = async <T extends RoomFrame["type"]>(type: T): Promise<Extract<RoomFrame, { type: T }>> => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.type === type);
      if (at !== -1) return frames.splice(0, at + 1).at(-1) as Extract<RoomFrame, { type: T }>;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { leave, next };
}

beforeEach(async () => {
  server = await RealtimeServer.start();
  client = newClient();
});

afterEach(async () => {
  client.close();
  await server.stop();
});

describe("rooms", () => {
  test("joining the first room connects and brings the snapshot", async () => {
    expect(client.getState()).toBe("idle");
    server.seq = 4;
    await expect(listen().next("snapshot")).resolves.toMatchObject({
      executionId: "e1",
      snapshot: { seq: 4 },
    });
    expect(client.getState()).toBe("open");
  });

  test("frames reach the listeners of their own room only", async () => {
    const execution = listen();
    const organization = listen(organizationRoom("o1"));
    await execution.next("snapshot");
    await organization.next("joined");
    server.tell({ type: "execution-updated", room: "org-o1", executionId: "e2", seq: 9 });
    server.tell({ type: "execution-updated", room: "execution-e1", executionId: "e1", seq: 1 });
    await expect(execution.next("execution-updated")).resolves.toMatchObject({ executionId: "e1" });
    await expect(organization.next("execution-updated")).resolves.toMatchObject({ executionId: "e2" });
  });

  test("a second listener of a room gets a snapshot of its own", async () => {
    await listen().next("snapshot");
    await listen().next("snapshot");
    expect(server.connections).toBe(1);
  });

  test("a room is left when its last listener goes", async () => {
    const first = listen();
    const second = listen();
    await second.next("snapshot");
    first.leave();
    second.leave();
    await server.heard("leave");
    expect(server.frames.filter((frame) => frame.type === "leave")).toEqual([
      { type: "leave", room: ROOM.name },
    ]);
  });

  test("a gap is answered by joining again, which brings a newer snapshot", async () => {
    const { next } = listen();
    await next("snapshot");
    server.seq = 12;
    client.rejoin(ROOM);
    await expect(next("snapshot")).resolves.toMatchObject({ snapshot: { seq: 12 } });
  });

  test("a refusal is told to whoever wanted the room", async () => {
    const { next } = listen();
    await next("joined");
    server.tell({ type: "error", code: "not_found", message: "No such execution.", room: ROOM.name });
    await expect(next("error")).resolves.toMatchObject({ code: "not_found" });
  });

  test("frames that a newer server may send are passed over", async () => {
    const { next } = listen();
    await next("snapshot");
    server.tell({ type: "something-new", room: ROOM.name });
    server.tell({ type: "execution-updated", room: ROOM.name, seq: 1 });
    await expect(next("execution-updated")).resolves.toMatchObject({ seq: 1 });
  });
});

describe("a connection that is lost", () => {
  test("comes back with a new ticket and joins every room again", async () => {
    const execution = listen();
    const organization = listen(organizationRoom("o1"));
    await execution.next("snapshot");
    server.seq = 8;
    server.dropEveryone();
    await expect(execution.next("snapshot")).resolves.toMatchObject({ snapshot: { seq: 8 } });
    await organization.next("joined");
    expect(client.getState()).toBe("open");
  });

  test("waits longer and longer while nobody answers", async () => {
    const failures: number[] = [];
    const unreachable = { address: async () => Promise.reject(new Error("no ticket")) };
    await new Promise<void>((resolve) => {
      client = newClient({
        ...unreachable,
        backoff: (count) => {
          if (failures.push(count) === 3) resolve();
          return 1;
        },
      });
      listen();
    });
    expect(failures).toEqual([1, 2, 3]);
  });

  test("a server that accepts and hangs up at once counts as a failure too", async () => {
    const failures: number[] = [];
    const usedTicket = server.issueAddress().replace(/ticket-\d+/, "used");
    await new Promise<void>((resolve) => {
      client = newClient({
        address: async () => usedTicket,
        backoff: (count) => {
          if (failures.push(count) === 3) resolve();
          return 1;
        },
      });
      listen();
    });
    expect(failures).toEqual([1, 2, 3]);
  });

  test("is noticed by its silence when nobody says goodbye", async () => {
    client = newClient({ pingMs: 20 });
    const { next } = listen();
    await next("snapshot");
    server.isDeaf = true;
    await server.heard("ping");
    await becomes("waiting");
    server.isDeaf = false;
    await next("snapshot");
  });

  test("is not waited for any longer than asked", async () => {
    client = newClient({ backoff: () => 3_600_000 });
    const { next } = listen();
    await next("snapshot");
    server.dropEveryone();
    await becomes("waiting");
    client.retryNow();
    await next("snapshot");
  });
});

describe("closing", () => {
  test("hangs up and stays idle", async () => {
    await listen().next("snapshot");
    client.close();
    expect(client.getState()).toBe("idle");
  });

  test("while a ticket is under way opens nothing", async () => {
    let giveTicket = (_: string) => {};
    client = newClient({
      address: () =>
        new Promise((resolve) => {
          giveTicket = resolve;
        }),
    });
    listen();
    client.close();
    giveTicket(server.issueAddress());
    await Promise.resolve();
    expect(client.getState()).toBe("idle");
    expect(server.connections).toBe(0);
  });
});

test("the back-off doubles to its ceiling and keeps to the upper half", () => {
  expect([1, 2, 3, 7, 20].map((n) => backoffMs(n, () => 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
  expect(backoffMs(3, () => 0)).toBe(1000);
});
