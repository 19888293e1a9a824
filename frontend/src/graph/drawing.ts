import { type Edge as FlowEdge, type NodeHandle, Position } from "@xyflow/react";
import type { Edge, Graph, NodeSnapshot, Port } from "@/api/types";
import { CARD_WIDTH, cardHeight, handleY } from "./cardLayout";
import { type Catalogue, nodeTypeOf } from "./catalogue";
import { describeCard } from "./describeCard";
import type { CardData, CardNode, StillCard } from "./NodeCard";
import { type Ports, portsOf } from "./ports";

/** Node id -> its life in the execution being watched. */
export type Runs = ReadonlyMap<string, NodeSnapshot>;

export const NO_RUNS: Runs = new Map();

/** Made once per graph, so that a card can tell by identity that it need not be drawn again. */
export function stillCards(graph: Graph, catalogue: Catalogue): readonly StillCard[] {
  return graph.nodes.map((node) => {
    const type = nodeTypeOf(node, catalogue);
    return { node, type, ports: portsOf(node, type, graph.edges) };
  });
}

/** Cards as React Flow wants them. Sizes and handles are given, so nothing is measured and nothing jumps. */
export function flowNodes(cards: readonly StillCard[], runs: Runs, selectedId: string | null): CardNode[] {
  return cards.map((card) => {
    const data: CardData = { ...card, run: runs.get(card.node.id) };
    const size = { width: CARD_WIDTH, height: cardHeight(card.ports) };
    return {
      id: data.node.id,
      type: "card",
      position: data.node.position,
      data,
      ...size,
      measured: size,
      handles: flowHandles(data.ports),
      selected: data.node.id === selectedId,
      ariaLabel: describeCard(data),
    };
  });
}

const HANDLE_SIZE = 10;

function flowHandles(ports: Ports): NodeHandle[] {
  const handlesOf = (side: readonly Port[], isInput: boolean) =>
    side.map(
      (port, index): NodeHandle => ({
        id: port.name,
        type: isInput ? "target" : "source",
        position: isInput ? Position.Left : Position.Right,
        x: (isInput ? 0 : CARD_WIDTH) - HANDLE_SIZE / 2,
        y: handleY(index, side.length) - HANDLE_SIZE / 2,
        width: HANDLE_SIZE,
        height: HANDLE_SIZE,
      }),
    );
  return [...handlesOf(ports.inputs, true), ...handlesOf(ports.outputs, false)];
}

/** What an execution has made of an edge: `dead` means that no item will ever travel along it. */
export type EdgeLife = "idle" | "active" | "taken" | "dead";

export function flowEdges(edges: readonly Edge[], runs: Runs): FlowEdge[] {
  return edges.map((edge) => {
    const life = edgeLife(edge, runs);
    return {
      id: edge.id,
      source: edge.source,
      sourceHandle: edge.sourcePort,
      target: edge.target,
      targetHandle: edge.targetPort,
      className: `edge-${life}`,
      animated: life === "active",
      focusable: false,
    };
  });
}

export function edgeLife(edge: Edge, runs: Runs): EdgeLife {
  const source = runs.get(edge.source);
  if (!source) return "idle";
  if (source.status === "skipped") return "dead";
  if (source.status !== "completed") return "idle";
  if ((source.counts[edge.sourcePort] ?? 0) === 0) return "dead";
  const target = runs.get(edge.target)?.status;
  if (target === "skipped") return "dead";
  return target === "queued" || target === "running" ? "active" : "taken";
}
