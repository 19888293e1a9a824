import type { Edge, Graph, GraphNode, NodeType, Port } from "@/api/types";
import { type Catalogue, nodeTypeOf } from "@/graph/catalogue";
import { edgeId } from "@/graph/edgeId";
import { findNode, findPath } from "@/graph/graph";
import { accept, type Command, type Decision, refuse } from "./command";

export type Connection = Omit<Edge, "id">;

export type ConnectRefusal =
  | "unknown-node"
  | "unknown-node-type"
  | "unknown-port"
  | "self-loop"
  | "into-trigger"
  | "duplicate-edge"
  | "cycle";

/** Draw an edge from an output port to an input port, at the end of the drawing order. */
export const connect: Command<Connection, ConnectRefusal> = (graph, connection, catalogue) => {
  const source = findEnd(graph, connection.source, catalogue);
  if (isRefused(source)) return source;
  const target = findEnd(graph, connection.target, catalogue);
  if (isRefused(target)) return target;

  const refusal =
    refuseSelfLoop(source, target) ??
    refuseIntoTrigger(target) ??
    refuseUnknownPort(source, "output", connection.sourcePort) ??
    refuseUnknownPort(target, "input", connection.targetPort) ??
    refuseDuplicate(graph, connection, source, target) ??
    refuseCycle(graph, source, target);
  if (refusal) return refusal;

  const edge = { id: edgeId(connection), ...connection };
  return accept(`Connect ${source.node.name} to ${target.node.name}`, [
    { kind: "add-edge", edge, index: graph.edges.length },
  ]);
};

interface End {
  readonly node: GraphNode;
  readonly type: NodeType;
}

type Refused = Decision<ConnectRefusal>;

function findEnd(graph: Graph, nodeId: string, catalogue: Catalogue): End | Refused {
  const node = findNode(graph, nodeId);
  if (!node) {
    return refuse("unknown-node", "This node is no longer part of the workflow.", [nodeId]);
  }
  const type = nodeTypeOf(node, catalogue);
  if (!type) {
    const kind = `${node.type} (version ${node.typeVersion})`;
    return refuse("unknown-node-type", `${node.name} is of type ${kind}, which this server does not offer.`, [
      nodeId,
    ]);
  }
  return { node, type };
}

function isRefused(end: End | Refused): end is Refused {
  return "ok" in end;
}

function refuseSelfLoop(source: End, target: End): Refused | null {
  if (source.node.id !== target.node.id) return null;
  return refuse("self-loop", `${source.node.name} cannot feed itself. Use a Loop node to repeat work.`, [
    source.node.id,
  ]);
}

function refuseIntoTrigger(target: End): Refused | null {
  if (!target.type.isTrigger) return null;
  return refuse(
    "into-trigger",
    `${target.node.name} is a trigger: it starts the workflow, nothing leads into it.`,
    [target.node.id],
  );
}

function refuseUnknownPort(end: End, side: "input" | "output", name: string): Refused | null {
  const ports = side === "input" ? end.type.inputs : end.type.outputs;
  if (ports.some((port) => port.name === name)) return null;
  return refuse("unknown-port", `${end.node.name} has no ${side} "${name}". ${whatThereIs(ports, side)}`, [
    end.node.id,
  ]);
}

function whatThereIs(ports: readonly Port[], side: string): string {
  if (ports.length === 0) return `It has no ${side}s at all.`;
  return `It has: ${ports.map((port) => port.name).join(", ")}.`;
}

function refuseDuplicate(graph: Graph, wanted: Connection, source: End, target: End): Refused | null {
  const isSame = (edge: Edge) =>
    edge.source === wanted.source &&
    edge.sourcePort === wanted.sourcePort &&
    edge.target === wanted.target &&
    edge.targetPort === wanted.targetPort;
  if (!graph.edges.some(isSame)) return null;
  return refuse(
    "duplicate-edge",
    `${source.node.name} and ${target.node.name} are already connected this way.`,
    [source.node.id, target.node.id],
  );
}

function refuseCycle(graph: Graph, source: End, target: End): Refused | null {
  const path = findPath(graph, target.node.id, source.node.id);
  if (!path) return null;
  const names = [...path, target.node.id].map((nodeId) => findNode(graph, nodeId)?.name ?? nodeId);
  return refuse(
    "cycle",
    `This would close a cycle: ${names.join(" → ")}. Use a Loop node to repeat work.`,
    path,
  );
}
