import type { GraphNode, NodeType } from "@/api/types";

/** Every node type the server offers, by key and version. */
export type Catalogue = ReadonlyMap<string, NodeType>;

export function buildCatalogue(types: readonly NodeType[]): Catalogue {
  return new Map(types.map((type) => [identity(type.key, type.version), type]));
}

/** The type a node is an instance of; undefined when this server does not offer it (any more). */
export function nodeTypeOf(node: GraphNode, catalogue: Catalogue): NodeType | undefined {
  return catalogue.get(identity(node.type, node.typeVersion));
}

function identity(key: string, version: number): string {
  return `${key}@${version}`;
}
