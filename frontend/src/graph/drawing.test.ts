import { expect, test } from "vitest";
import { CATALOGUE, edge, graph, IF, node, nodeRun, SET, TRIGGER } from "@/test/graphs";
import { edgeLife, flowNodes, NO_RUNS, type Runs, stillCards } from "./drawing";
import { isInView } from "./isInView";
import { startOf } from "./startOf";

const drawing = graph(
  [node("start", TRIGGER), node("check", IF), node("send", SET)],
  [edge("start", "check"), edge("check.true", "send")],
);
const cards = stillCards(drawing, CATALOGUE);

function runsOf(...runs: ReturnType<typeof nodeRun>[]): Runs {
  return new Map(runs.map((run) => [run.node, run]));
}

test("a card says in words what it shows in colours", () => {
  const runs = runsOf(nodeRun("check", { status: "completed", counts: { true: 3, false: 0 } }));
  const labels = flowNodes(cards, runs, null).map((flowNode) => flowNode.ariaLabel);
  expect(labels).toEqual([
    "start, trigger.manual",
    "check, If, completed, True 3 items, False 0 items",
    "send, data.set",
  ]);
});

test("a failed node says why", () => {
  const error = { code: "HTTP_STATUS", message: "The server answered 500." };
  const [, check] = flowNodes(cards, runsOf(nodeRun("check", { status: "failed", error })), null);
  expect(check?.ariaLabel).toBe("check, If, failed, The server answered 500.");
});

test("handles lie on the card's edges, one for each port", () => {
  const [, check] = flowNodes(cards, NO_RUNS, null);
  const height = check?.height ?? 0;
  expect(check?.handles?.map((handle) => handle.id)).toEqual(["main", "true", "false"]);
  for (const handle of check?.handles ?? []) {
    expect(handle.y).toBeGreaterThan(0);
    expect(handle.y + (handle.height ?? 0)).toBeLessThan(height);
  }
});

test("only the selected node is selected", () => {
  const selected = flowNodes(cards, NO_RUNS, "send").filter((flowNode) => flowNode.selected);
  expect(selected.map((flowNode) => flowNode.id)).toEqual(["send"]);
});

const taken = nodeRun("check", { status: "completed", counts: { true: 2, false: 0 } });

test.each([
  ["idle", "before anything runs", runsOf()],
  ["idle", "while its source runs", runsOf(nodeRun("check", { status: "running" }))],
  ["active", "while its items are being worked on", runsOf(taken, nodeRun("send", { status: "running" }))],
  ["taken", "when its items have arrived", runsOf(taken, nodeRun("send", { status: "completed" }))],
  ["dead", "when its source was skipped", runsOf(nodeRun("check", { status: "skipped" }))],
  ["dead", "when its target was skipped", runsOf(taken, nodeRun("send", { status: "skipped" }))],
] as const)("an edge is %s %s", (life, _, runs) => {
  expect(edgeLife(edge("check.true", "send"), runs)).toBe(life);
});

test("an edge is dead when nothing left through its port", () => {
  expect(edgeLife(edge("check.false", "send"), runsOf(taken))).toBe("dead");
});

const wide = graph(
  ["a", "b", "c", "d"].map((id, index) => ({ ...node(id), position: { x: index * 300, y: 0 } })),
);

test("a canvas that is wide enough shows everything at first", () => {
  expect(startOf(wide, 1400)).toHaveLength(4);
});

test("a narrow one begins where the workflow begins", () => {
  expect(startOf(wide, 390).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(startOf(wide, 10).map(({ id }) => id)).toEqual(["a"]);
});

test("a card counts as seen only when all of it is inside the pane", () => {
  const card = { x: 100, y: 100, width: 200, height: 56 };
  const pane = { width: 400, height: 300 };
  expect(isInView(card, { x: 0, y: 0, zoom: 1 }, pane)).toBe(true);
  expect(isInView(card, { x: 101, y: 0, zoom: 1 }, pane)).toBe(false);
  expect(isInView(card, { x: 0, y: -101, zoom: 1 }, pane)).toBe(false);
  expect(isInView(card, { x: 0, y: 0, zoom: 2 }, pane)).toBe(false);
});
