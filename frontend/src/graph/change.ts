import type { Edge, Graph } from "@/api/types";

/**
 * What an editor command wants done, as data: it can be applied, inverted for undo, sent to others and stored.
 *
 * A step carries all that its inverse needs. Edges carry the index they stand at, because the order of edges
 * is the order in which items arrive: undo must put an edge back where it was, not at the end.
 */
export type Step =
  | { readonly kind: "add-edge"; readonly edge: Edge; readonly index: number }
  | { readonly kind: "remove-edge"; readonly edge: Edge; readonly index: number };

export interface Change {
  /** What the undo menu says: "Connect Webhook to Slack". */
  readonly label: string;
  readonly steps: readonly Step[];
}

/** The graph after the change; the graph passed in stays as it is. */
export function applyChange(graph: Graph, change: Change): Graph {
  return change.steps.reduce(applyStep, graph);
}

/** The change that takes this one back: `applyChange(applyChange(g, c), invertChange(c))` equals `g`. */
export function invertChange(change: Change): Change {
  return { label: change.label, steps: change.steps.toReversed().map(invertStep) };
}

function applyStep(graph: Graph, step: Step): Graph {
  switch (step.kind) {
    case "add-edge":
      return { ...graph, edges: graph.edges.toSpliced(step.index, 0, step.edge) };
    case "remove-edge":
      return { ...graph, edges: graph.edges.filter((edge) => edge.id !== step.edge.id) };
  }
}

function invertStep(step: Step): Step {
  switch (step.kind) {
    case "add-edge":
      return { ...step, kind: "remove-edge" };
    case "remove-edge":
      return { ...step, kind: "add-edge" };
  }
}
