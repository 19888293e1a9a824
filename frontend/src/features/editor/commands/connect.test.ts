import { describe, expect, test } from "vitest";
import type { Graph } from "@/api/types";
import { applyChange, invertChange } from "@/graph/change";
import { CATALOGUE, edge, graph, IF, node, nodeType, SET, TRIGGER } from "@/test/graphs";
import { type ConnectRefusal, connect } from "./connect";

const drawing = graph(
  [node("start", TRIGGER), node("check", IF), node("send", SET), node("note", SET)],
  [edge("start", "check"), edge("check.true", "send")],
);

function connecting(from: string, to: string, on: Graph = drawing) {
  const { id: _, ...connection } = edge(from, to);
  return connect(on, connection, CATALOGUE);
}

function changeOf(decision: ReturnType<typeof connecting>) {
  if (!decision.ok) throw new Error(`refused: ${decision.refusal.message}`);
  return decision.change;
}

describe("a connection that makes sense", () => {
  test("adds the edge after all others and says what it did", () => {
    const change = changeOf(connecting("check.false", "note"));
    const after = applyChange(drawing, change);
    expect(change.label).toBe("Connect check to note");
    expect(after.edges.slice(0, -1)).toEqual(drawing.edges);
    expect(after.edges.at(-1)).toMatchObject({ source: "check", sourcePort: "false", target: "note" });
  });

  test("may leave an output that already feeds another node", () => {
    expect(connecting("check.true", "note").ok).toBe(true);
  });

  test("may join a node that another branch already reaches", () => {
    expect(connecting("check.false", "send").ok).toBe(true);
  });

  test("gets the same id whoever draws it", () => {
    expect(connecting("check.false", "note")).toEqual(connecting("check.false", "note"));
  });
});

describe("undo", () => {
  test("gives back the very same drawing", () => {
    const change = changeOf(connecting("check.false", "note"));
    expect(applyChange(applyChange(drawing, change), invertChange(change))).toEqual(drawing);
  });

  test("and redo gives back the edge in its place", () => {
    const change = changeOf(connecting("check.false", "note"));
    const once = applyChange(drawing, change);
    const redone = applyChange(applyChange(once, invertChange(change)), invertChange(invertChange(change)));
    expect(redone).toEqual(once);
  });

  test("puts a removed edge back where it stood, because order is the order of items", () => {
    const first = drawing.edges[0];
    if (!first) throw new Error("the drawing has edges");
    const removal = {
      label: "Remove edge",
      steps: [{ kind: "remove-edge", edge: first, index: 0 } as const],
    };
    expect(applyChange(applyChange(drawing, removal), invertChange(removal))).toEqual(drawing);
  });
});

describe("a refusal names its reason", () => {
  const missingType = graph([node("start", TRIGGER), node("old", nodeType("gone.type"))]);
  const cases: readonly [string, ConnectRefusal, string, string, string, Graph?][] = [
    ["an output that does not exist", "unknown-port", "check.maybe", "note", '"maybe"'],
    ["an input that does not exist", "unknown-port", "check.true", "note.side", '"side"'],
    ["the same edge twice", "duplicate-edge", "check.true", "send", "already connected"],
    ["a node into itself", "self-loop", "send", "send", "cannot feed itself"],
    ["an edge back to where it came from", "cycle", "send", "check", "check → send → check"],
    ["an edge into a trigger", "into-trigger", "send", "start", "start is a trigger"],
    ["a node that was deleted meanwhile", "unknown-node", "send", "ghost", "no longer part"],
    ["a node of an unknown type", "unknown-node-type", "start", "old", "gone.type (version 1)", missingType],
  ];

  test.each(cases)("%s: %s", (_, code, from, to, words, on = drawing) => {
    const decision = connecting(from, to, on);
    expect(decision).toMatchObject({ ok: false, refusal: { code } });
    expect(!decision.ok && decision.refusal.message).toContain(words);
  });

  test("and points at every node on the cycle", () => {
    const longer = graph([node("a"), node("b"), node("c")], [edge("a", "b"), edge("b", "c")]);
    expect(connecting("c", "a", longer)).toMatchObject({ refusal: { nodes: ["a", "b", "c"] } });
  });
});
