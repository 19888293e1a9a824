import type {
  ExecutionEvent,
  ExecutionStatus,
  JournalEvent,
  NodeEvent,
  NodeSnapshot,
  NodeStatus,
  Snapshot,
} from "@/api/types";
import { EXECUTION_TRANSITIONS, isExecutionOver, NODE_TRANSITIONS } from "./states";

/**
 * What an event makes of a snapshot. Being late is a result, being early is one too (`gap`: events in between
 * are missing, join again); an event that cannot follow at all is thrown as an IllegalTransition.
 */
export type Applied<S extends Snapshot> =
  | { readonly kind: "applied"; readonly snapshot: S }
  | { readonly kind: "ignored"; readonly snapshot: S }
  | { readonly kind: "gap"; readonly snapshot: S; readonly missingFrom: number };

/** The journal says something that cannot follow what it said before: a bug or a damaged store. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";
}

/** The rules of `executions/states.py`; all reducers are held to `tests/contract/journal_cases.json`. */
export function applyEvent<S extends Snapshot>(snapshot: S, event: JournalEvent): Applied<S> {
  if (event.seq <= snapshot.seq) return { kind: "ignored", snapshot };
  if (event.seq !== snapshot.seq + 1) return { kind: "gap", snapshot, missingFrom: snapshot.seq + 1 };
  if (isExecutionOver(snapshot.status)) {
    throw new IllegalTransition(`event ${event.seq} (${event.type}) follows the end of the execution`);
  }
  const changed = isNodeEvent(event) ? applyToNode(snapshot, event) : applyToExecution(snapshot, event);
  return { kind: "applied", snapshot: { ...snapshot, ...changed, seq: event.seq } };
}

/** Applies events in order and stops at a gap; `snapshot` is then what the events before it made. */
export function applyEvents<S extends Snapshot>(snapshot: S, events: readonly JournalEvent[]): Applied<S> {
  let applied: Applied<S> = { kind: "ignored", snapshot };
  for (const event of events) {
    const next: Applied<S> = applyEvent(applied.snapshot, event);
    if (next.kind === "gap") return next;
    if (next.kind === "applied") applied = next;
  }
  return applied;
}

const EXECUTION_STATUS: Readonly<Record<ExecutionEvent["type"], ExecutionStatus>> = {
  execution_started: "running",
  execution_completed: "completed",
  execution_failed: "failed",
  execution_cancelled: "cancelled",
};

const NODE_STATUS: Readonly<Record<Exclude<NodeEvent["type"], "attempt_lost">, NodeStatus>> = {
  node_queued: "queued",
  node_started: "running",
  node_completed: "completed",
  node_failed: "failed",
  node_skipped: "skipped",
  node_cancelled: "cancelled",
};

function isNodeEvent(event: JournalEvent): event is NodeEvent {
  return "node" in event;
}

function applyToExecution(snapshot: Snapshot, event: ExecutionEvent): Partial<Snapshot> {
  const status = EXECUTION_STATUS[event.type];
  if (!EXECUTION_TRANSITIONS[snapshot.status].includes(status)) {
    throw new IllegalTransition(
      `event ${event.seq}: execution is ${snapshot.status}, cannot become ${status}`,
    );
  }
  if (event.type === "execution_started") return { status, startedAt: event.at };
  return { status, completedAt: event.at, error: event.type === "execution_failed" ? event.error : null };
}

function applyToNode(snapshot: Snapshot, event: NodeEvent): Partial<Snapshot> {
  // What becomes of the node is the next event's news: queued again, or failed.
  if (event.type === "attempt_lost") return {};
  const before = snapshot.nodes.find((node) => node.node === event.node) ?? unreached(event.node);
  const status = NODE_STATUS[event.type];
  if (!NODE_TRANSITIONS[before.status].includes(status)) {
    throw new IllegalTransition(
      `event ${event.seq}: node ${event.node} is ${before.status}, cannot become ${status}`,
    );
  }
  const nodes = withNode(snapshot.nodes, nodeAfter(before, status, event));
  const isLeaf = event.type === "node_completed" && event.leaf === true;
  return isLeaf ? { nodes, output: event.output } : { nodes };
}

function unreached(node: string): NodeSnapshot {
  return {
    node,
    status: "pending",
    attempt: 0,
    queuedAt: null,
    startedAt: null,
    completedAt: null,
    counts: {},
    error: null,
  };
}

function nodeAfter(before: NodeSnapshot, status: NodeStatus, event: NodeEvent): NodeSnapshot {
  const attempt = "attempt" in event ? (event.attempt ?? before.attempt) : before.attempt;
  if (status === "queued") return { ...before, status, attempt, queuedAt: event.at, startedAt: null };
  if (status === "running") return { ...before, status, attempt, startedAt: event.at };
  return {
    ...before,
    status,
    attempt,
    completedAt: event.at,
    counts: event.type === "node_completed" ? event.output.counts : {},
    error: event.type === "node_failed" ? event.error : null,
  };
}

/** Replaces the node of the same name, or appends: nodes keep the order in which they were first reached. */
function withNode(nodes: readonly NodeSnapshot[], changed: NodeSnapshot): readonly NodeSnapshot[] {
  const index = nodes.findIndex((node) => node.node === changed.node);
  return index === -1 ? [...nodes, changed] : nodes.with(index, changed);
}
