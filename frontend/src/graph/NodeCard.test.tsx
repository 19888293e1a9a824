// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { type NodeProps, ReactFlowProvider } from "@xyflow/react";
import { afterEach, expect, test } from "vitest";
import type { NodeSnapshot, NodeType } from "@/api/types";
import { edge, IF, node, nodeRun, SET } from "@/test/graphs";
import { type CardNode, NodeCard } from "./NodeCard";
import { portsOf } from "./ports";

afterEach(cleanup);

function draw(type: NodeType | undefined, run?: NodeSnapshot, drawn = node("check", type ?? SET)) {
  const data = { node: drawn, type, ports: portsOf(drawn, type, []), run };
  // Only what the card reads; the canvas passes a dozen more.
  const props = { id: drawn.id, data, selected: false } as unknown as NodeProps<CardNode>;
  const { container } = render(
    <ReactFlowProvider>
      <NodeCard {...props} />
    </ReactFlowProvider>,
  );
  const handles = (side: "source" | "target") =>
    [...container.querySelectorAll(`.react-flow__handle.${side}`)].map((handle) =>
      handle.getAttribute("data-handleid"),
    );
  return { container, handles };
}

test("a card shows the node's name and the label of its type", () => {
  draw(IF);
  expect(screen.getByText("check")).toBeTruthy();
  expect(screen.getByText("If")).toBeTruthy();
});

test("every port is a handle, and several on one side are labelled", () => {
  const { handles } = draw(IF);
  expect(handles("target")).toEqual(["main"]);
  expect(handles("source")).toEqual(["true", "false"]);
  expect(screen.getByText("True")).toBeTruthy();
  expect(screen.getByText("False")).toBeTruthy();
});

test("a single port on each side needs no label", () => {
  draw(SET);
  expect(screen.queryByText("main")).toBeNull();
});

test("a run shows its state and what left through each port", () => {
  const { container } = draw(IF, nodeRun("check", { status: "completed", counts: { true: 1, false: 1200 } }));
  expect(container.querySelector("[data-status=completed]")).not.toBeNull();
  expect(screen.getByTitle("1 item").textContent).toBe("1");
  expect(screen.getByTitle("1200 items").textContent).toBe((1200).toLocaleString());
});

test("a type that the server does not offer is named, not hidden", () => {
  draw(undefined, undefined, { ...node("old"), type: "gone.type" });
  expect(screen.getByText("gone.type, not on this server")).toBeTruthy();
});

test("a type's icon never becomes part of the document", () => {
  const hostile = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`;
  const { container } = draw({ ...SET, icon: hostile });
  expect(container.querySelector("script")).toBeNull();
  expect(container.querySelector("img")?.src).toMatch(/^data:image\/svg\+xml,%3Csvg/);
});

test("ports that only edges know of are drawn too, so that no edge hangs in the air", () => {
  const ports = portsOf(node("check", IF), IF, [edge("check.maybe", "x"), edge("x", "check.side")]);
  expect(ports.outputs.map((port) => port.name)).toEqual(["true", "false", "maybe"]);
  expect(ports.inputs.map((port) => port.name)).toEqual(["main", "side"]);
});
