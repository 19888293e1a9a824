import type { NodeSnapshot, Snapshot } from "@/api/types";

/** Where a node's work lies in the execution's time: fractions between 0 and 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Null for a node that has not worked. What still works reaches to `now`. */
export function spanOf(run: NodeSnapshot, execution: Snapshot, now: number): Span | null {
  if (execution.startedAt === null || run.startedAt === null) return null;
  const end = execution.completedAt ?? now;
  const total = Math.max(1, end - execution.startedAt);
  const at = (time: number) => Math.min(1, Math.max(0, (time - (execution.startedAt ?? 0)) / total));
  const from = at(run.startedAt);
  return { from, to: Math.max(from, at(run.completedAt ?? end)) };
}

/** How long a node has worked, in ms; null before it starts. */
export function workedMs(run: NodeSnapshot, now: number): number | null {
  return run.startedAt === null ? null : (run.completedAt ?? now) - run.startedAt;
}
