import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JournalEvent, Snapshot } from "@/api/types";
import { applyEvent, applyEvents, IllegalTransition } from "./applyEvent";

interface Case {
  readonly name: string;
  readonly events: readonly JournalEvent[];
  readonly snapshot: Snapshot;
}

interface RefusedCase {
  readonly name: string;
  readonly events: readonly JournalEvent[];
  readonly reason: "gap" | "illegal";
}

const CASES = readContract<Case>("journal_cases.json");
const REFUSALS = readContract<RefusedCase>("journal_refusals.json");
const NOTHING: Snapshot = {
  status: "pending",
  seq: 0,
  startedAt: null,
  completedAt: null,
  error: null,
  output: null,
  nodes: [],
};

describe("the recorded cases that Lua, Python and TypeScript share", () => {
  test.each(CASES)("$name", ({ events, snapshot }) => {
    expect(applyEvents(NOTHING, events).snapshot).toEqual(snapshot);
  });

  test.each(CASES)("$name, from any snapshot on the way", ({ events, snapshot }) => {
    for (let cut = 0; cut <= events.length; cut++) {
      const halfway = applyEvents(NOTHING, events.slice(0, cut)).snapshot;
      expect(applyEvents(halfway, events).snapshot).toEqual(snapshot);
    }
  });

  test.each(REFUSALS.filter((refusal) => refusal.reason === "illegal"))("$name is illegal", ({ events }) => {
    expect(() => applyEvents(NOTHING, events)).toThrow(IllegalTransition);
  });

  test.each(REFUSALS.filter((refusal) => refusal.reason === "gap"))("$name: join again", ({ events }) => {
    expect(applyEvents(NOTHING, events).kind).toBe("gap");
  });
});

test("a gap keeps what came before it and says where it begins", () => {
  const events = CASES.find((recorded) => recorded.events.length >= 5)?.events ?? [];
  const withoutThird = events.toSpliced(2, 1);
  expect(applyEvents(NOTHING, withoutThird)).toMatchObject({
    kind: "gap",
    missingFrom: 3,
    snapshot: { seq: 2 },
  });
});

test("what the snapshot carries beside its own fields stays", () => {
  const event: JournalEvent = { seq: 1, type: "execution_started", at: 5 };
  expect(applyEvent({ ...NOTHING, id: "e1" }, event).snapshot).toMatchObject({ id: "e1", startedAt: 5 });
});

test("an ignored event gives back the very same object, so that nothing is drawn again", () => {
  const snapshot = { ...NOTHING, seq: 7 };
  expect(applyEvent(snapshot, { seq: 7, type: "execution_started", at: 5 }).snapshot).toBe(snapshot);
});

function readContract<T>(fileName: string): readonly T[] {
  const file = new URL(`../../../../tests/contract/${fileName}`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as readonly T[];
}
