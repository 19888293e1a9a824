import type { Graph } from "@/api/types";
import { CARD_WIDTH } from "./cardLayout";

/** Below this zoom the names on the cards can no longer be read. */
const READABLE_ZOOM = 0.5;

/**
 * The nodes to show first in a window of this many pixels: all of them when they fit and can still be read,
 * else those at the beginning, where reading starts.
 */
export function startOf(graph: Graph, windowWidth: number): readonly { readonly id: string }[] {
  const left = Math.min(...graph.nodes.map((node) => node.position.x));
  const reach = left + windowWidth / READABLE_ZOOM;
  const inReach = graph.nodes.filter((node) => node.position.x + CARD_WIDTH <= reach);
  return (inReach.length > 0 ? inReach : graph.nodes.slice(0, 1)).map(({ id }) => ({ id }));
}
