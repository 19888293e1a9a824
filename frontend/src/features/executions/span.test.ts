import { expect, test } from "vitest";
import type { NodeSnapshot, Snapshot } from "@/api/types";
import { spanOf } from "./span";

const execution: Snapshot = {
  status: "running",
  seq: 9,
  startedAt: 1000,
  completedAt: null,
  error: null,
  output: null,
  nodes: [],
};
const run: NodeSnapshot = {
  node: "a",
  status: "running",
  attempt: 1,
  queuedAt: 1000,
  startedAt: 1500,
  completedAt: null,
  counts: {},
  error: null,
};

test("what still works reaches to now", () => {
  expect(spanOf(run, execution, 2000)).toEqual({ from: 0.5, to: 1 });
});

test("what is done keeps its place while the execution goes on", () => {
  expect(spanOf({ ...run, completedAt: 2000 }, execution, 3000)).toEqual({ from: 0.25, to: 0.5 });
});

test("a node that never worked has no span", () => {
  expect(spanOf({ ...run, startedAt: null }, execution, 2000)).toBeNull();
});

test("a browser whose clock is behind the server's draws nothing outside the frame", () => {
  expect(spanOf(run, execution, 500)).toEqual({ from: 1, to: 1 });
});
