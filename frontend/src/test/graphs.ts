import type { Edge, Graph, GraphNode, NodeSnapshot, NodeType } from "@/api/types";
import { buildCatalogue } from "@/graph/catalogue";

/** Small node types, nodes and graphs for tests. Ids and names are equal so that failures read well. */

const MAIN = [{ name: "main", label: "" }];

export function nodeType(key: string, parts: Partial<NodeType> = {}): NodeType {
  return {
    key,
    version: 1,
    label: key,
    description: "",
    category: "data",
    nodeClass: "fast",
    isTrigger: false,
    hasSideEffects: false,
    icon: "",
    inputs: MAIN,
    outputs: MAIN,
    paramsSchema: {},
    examples: [],
    ...parts,
  };
}

export const TRIGGER = nodeType("trigger.manual", { category: "triggers", isTrigger: true, inputs: [] });
export const SET = nodeType("data.set");
export const IF = nodeType("flow.if", {
  label: "If",
  outputs: [
    { name: "true", label: "True" },
    { name: "false", label: "False" },
  ],
});

export const CATALOGUE = buildCatalogue([TRIGGER, SET, IF]);

export function node(id: string, type: NodeType = SET): GraphNode {
  return {
    id,
    name: id,
    type: type.key,
    typeVersion: type.version,
    params: {},
    position: { x: 0, y: 0 },
    disabled: false,
    notes: "",
  };
}

/** `edge("check.true", "send")`: port names may be left out where there is only `main`. */
export function edge(from: string, to: string): Edge {
  const [source = "", sourcePort = "main"] = from.split(".");
  const [target = "", targetPort = "main"] = to.split(".");
  return { id: `${from}-${to}`, source, sourcePort, target, targetPort };
}

export function graph(nodes: readonly GraphNode[], edges: readonly Edge[] = []): Graph {
  return { nodes, edges };
}

export function nodeRun(id: string, parts: Partial<NodeSnapshot> = {}): NodeSnapshot {
  return {
    node: id,
    status: "queued",
    attempt: 1,
    queuedAt: 0,
    startedAt: null,
    completedAt: null,
    counts: {},
    error: null,
    ...parts,
  };
}
