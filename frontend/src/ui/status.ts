import type { NodeStatus } from "@/api/types";

/** How a state is said and toned, for executions and node executions alike. */

export const STATUS_WORD: Readonly<Record<NodeStatus, string>> = {
  pending: "Pending",
  queued: "Queued",
  running: "Running",
  waiting: "Waiting",
  completed: "Completed",
  failed: "Failed",
  skipped: "Skipped",
  cancelled: "Cancelled",
};

/** Sets --tone for what is inside; written out in full because the stylesheet is made from these words. */
export const STATUS_TONE: Readonly<Record<NodeStatus, string>> = {
  pending: "tone-[var(--status-pending)]",
  queued: "tone-[var(--status-queued)]",
  running: "tone-[var(--status-running)]",
  waiting: "tone-[var(--status-waiting)]",
  completed: "tone-[var(--status-completed)]",
  failed: "tone-[var(--status-failed)]",
  skipped: "tone-[var(--status-skipped)]",
  cancelled: "tone-[var(--status-cancelled)]",
};
