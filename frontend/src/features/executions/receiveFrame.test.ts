import { expect, test } from "vitest";
import type { JournalEvent, Snapshot } from "@/api/types";
import type { RoomFrame } from "@/realtime/protocol";
import { receiveFrame } from "./receiveFrame";

const NOTHING: Snapshot = {
  status: "pending",
  seq: 0,
  startedAt: null,
  completedAt: null,
  error: null,
  output: null,
  nodes: [],
};
const STARTED: JournalEvent = { seq: 1, type: "execution_started", at: 10 };
const COMPLETED: JournalEvent = { seq: 2, type: "execution_completed", at: 20 };

function updated(...events: JournalEvent[]): RoomFrame {
  return {
    type: "execution-updated",
    room: "execution-e1",
    executionId: "e1",
    workflowId: "w1",
    status: "running",
    seq: events.at(-1)?.seq ?? 0,
    events,
  };
}

test("events move the execution on and keep what only HTTP told", () => {
  const { execution, mustRejoin } = receiveFrame(
    { ...NOTHING, workflowName: "Orders" },
    updated(STARTED, COMPLETED),
  );
  expect(execution).toMatchObject({ status: "completed", seq: 2, completedAt: 20, workflowName: "Orders" });
  expect(mustRejoin).toBe(false);
});

test("a gap asks for the room again", () => {
  expect(receiveFrame(NOTHING, updated(COMPLETED))).toEqual({ execution: NOTHING, mustRejoin: true });
});

test("events that cannot follow ask for the room again, and change nothing", () => {
  const done = receiveFrame(NOTHING, updated(STARTED, COMPLETED)).execution;
  expect(receiveFrame(done, updated({ ...STARTED, seq: 3 }))).toEqual({ execution: done, mustRejoin: true });
});

test("a snapshot replaces what we made of events", () => {
  const frame: RoomFrame = { type: "snapshot", room: "execution-e1", executionId: "e1", snapshot: NOTHING };
  const ours = receiveFrame(NOTHING, updated(STARTED)).execution;
  expect(receiveFrame(ours, frame)).toEqual({ execution: NOTHING, mustRejoin: false });
});
