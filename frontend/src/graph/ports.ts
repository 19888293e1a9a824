import type { Edge, GraphNode, NodeType, Port } from "@/api/types";

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/**
 * The ports a node is drawn with: those of its type, then those that only edges know of. A graph that is older
 * than its node types, or of a type this server does not offer, is still drawn with all its edges.
 */
export function portsOf(node: GraphNode, type: NodeType | undefined, edges: readonly Edge[]): Ports {
  const entering = edges.filter((edge) => edge.target === node.id).map((edge) => edge.targetPort);
  const leaving = edges.filter((edge) => edge.source === node.id).map((edge) => edge.sourcePort);
  return {
    inputs: withUnknown(type?.inputs ?? [], entering),
    outputs: withUnknown(type?.outputs ?? [], leaving),
  };
}

export function portLabel(port: Port): string {
  return port.label || port.name;
}

function withUnknown(known: readonly Port[], used: readonly string[]): readonly Port[] {
  const names = new Set(known.map((port) => port.name));
  const unknown = [...new Set(used)].filter((name) => !names.has(name));
  return [...known, ...unknown.map((name) => ({ name, label: "" }))];
}
