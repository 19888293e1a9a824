import type { ExecutionStatus, NodeStatus } from "@/api/types";

/** Which state may follow which: the tables of `executions/states.py`. A terminal state never changes. */

const EXECUTION_TERMINAL: readonly ExecutionStatus[] = ["completed", "failed", "cancelled"];
const NODE_TERMINAL: readonly NodeStatus[] = ["completed", "failed", "skipped", "cancelled"];

export const EXECUTION_TRANSITIONS: Readonly<Record<ExecutionStatus, readonly ExecutionStatus[]>> = {
  pending: ["running", "cancelled"],
  running: ["waiting", "completed", "failed", "cancelled"],
  waiting: ["running", "completed", "failed", "cancelled"],
  completed: [],
  failed: [],
  cancelled: [],
};

export const NODE_TRANSITIONS: Readonly<Record<NodeStatus, readonly NodeStatus[]>> = {
  pending: ["queued", "running", "skipped", "cancelled"],
  queued: ["running", "cancelled"],
  running: ["queued", "waiting", "completed", "failed", "cancelled"],
  waiting: ["queued", "running", "completed", "failed", "cancelled"],
  completed: [],
  failed: [],
  skipped: [],
  cancelled: [],
};

export function isExecutionOver(status: ExecutionStatus): boolean {
  return EXECUTION_TERMINAL.includes(status);
}

export function isNodeOver(status: NodeStatus): boolean {
  return NODE_TERMINAL.includes(status);
}
