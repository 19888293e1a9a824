import type { Edge, Graph, GraphNode } from "@/api/types";

/** The pure questions one asks of a drawing; the same ones as in `workflows/graph.py`. */

export function findNode(graph: Graph, nodeId: string): GraphNode | undefined {
  return graph.nodes.find((node) => node.id === nodeId);
}

/** Node id -> the edges that leave it, in drawing order. */
export function outgoing(graph: Graph): ReadonlyMap<string, readonly Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const group = groups.get(edge.source);
    if (group) group.push(edge);
    else groups.set(edge.source, [edge]);
  }
  return groups;
}

/** The node ids of a shortest way along edges, both ends included; null when there is none. */
export function findPath(graph: Graph, from: string, to: string): readonly string[] | null {
  const edges = outgoing(graph);
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const nodeId of queue) {
    if (nodeId === to) return wayBack(cameFrom, to);
    for (const edge of edges.get(nodeId) ?? []) {
      if (cameFrom.has(edge.target)) continue;
      cameFrom.set(edge.target, nodeId);
      queue.push(edge.target);
    }
  }
  return null;
}

function wayBack(cameFrom: ReadonlyMap<string, string | null>, to: string): readonly string[] {
  const path: string[] = [];
  for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) path.unshift(at);
  return path;
}
