import type { Edge } from "@/api/types";

/**
 * The id of an edge follows from its four ends.
 *
 * Commands stay pure (no randomness), and two people who draw the same edge at the same moment draw one edge
 * and not two. A hash, because ids end at 64 characters and each end may be that long by itself.
 */
export function edgeId(ends: Omit<Edge, "id">): string {
  const text = [ends.source, ends.sourcePort, ends.target, ends.targetPort].join("\u0000");
  return `edge-${fnv1a(text).toString(16).padStart(16, "0")}`;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** 64-bit FNV-1a over UTF-8. */
function fnv1a(text: string): bigint {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  }
  return hash;
}
