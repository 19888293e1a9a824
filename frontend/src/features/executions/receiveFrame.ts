import type { Execution, Snapshot } from "@/api/types";
import type { RoomFrame } from "@/realtime/protocol";
import { applyEvents, IllegalTransition } from "./applyEvent";

export interface Received<S extends Snapshot> {
  readonly execution: S;
  /** Our snapshot cannot be continued: join the room again, which brings a new one. */
  readonly mustRejoin: boolean;
}

/** What a frame of an execution's room makes of what we know of it. */
export function receiveFrame<S extends Snapshot>(execution: S, frame: RoomFrame): Received<S> {
  switch (frame.type) {
    case "snapshot":
      // Taken as it is, even when older than ours: after a recovery the server may have to count anew.
      return { execution: { ...execution, ...frame.snapshot }, mustRejoin: false };
    case "execution-updated":
      return receiveEvents(execution, frame.events ?? []);
    case "joined":
    case "error":
      return { execution, mustRejoin: false };
  }
}

function receiveEvents<S extends Snapshot>(
  execution: S,
  events: Parameters<typeof applyEvents>[1],
): Received<S> {
  try {
    const applied = applyEvents(execution, events);
    return { execution: applied.snapshot, mustRejoin: applied.kind === "gap" };
  } catch (error) {
    // The server's snapshot is right, whatever we made of its events.
    if (error instanceof IllegalTransition) return { execution, mustRejoin: true };
    throw error;
  }
}

/** An answer over HTTP that events have overtaken while it was under way must not turn the clock back. */
export function newer(known: Execution | undefined, fetched: Execution): Execution {
  return known && known.seq > fetched.seq ? known : fetched;
}
