/**
 * The shapes that cross the wire, under the names the editor uses.
 *
 * Hand-written until `npm run generate` has an `openapi.json` to print `schema.ts` from; then each of these
 * becomes an alias of a generated type. Nothing else in the editor declares a wire type.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Milliseconds since 1970, UTC. */
export type Millis = number;
/** ISO 8601 with an offset. */
export type Instant = string;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

// ---------------------------------------------------------------- who is asking

export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
}

export interface Me {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly organization: Organization;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly organizations: readonly Organization[];
}

// ---------------------------------------------------------------- node types and graphs

export interface Port {
  readonly name: string;
  readonly label: string;
}

export interface NodeType {
  readonly key: string;
  readonly version: number;
  readonly label: string;
  readonly description: string;
  readonly category: string;
  /** The text of an SVG document. */
  readonly icon: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly paramsSchema: JsonObject;
}

export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly params: JsonObject;
  readonly position: { readonly x: number; readonly y: number };
  readonly disabled: boolean;
  readonly notes: string;
}

export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** In drawing order: items that meet at one port arrive in the order of their edges. */
  readonly edges: readonly Edge[];
}

// ---------------------------------------------------------------- workflows

export interface WorkflowSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: string;
  /** Number of the published version. */
  readonly version: number | null;
  readonly revision: number;
  readonly updatedAt: Instant;
}

export interface Workflow extends WorkflowSummary, Graph {
  readonly settings: JsonObject;
  readonly publishedVersion: number | null;
}

// ---------------------------------------------------------------- executions

export type ExecutionStatus = "pending" | "running" | "waiting" | "completed" | "failed" | "cancelled";
export type NodeStatus = ExecutionStatus | "queued" | "skipped";

export interface ExecutionError {
  readonly code: string;
  readonly message: string;
  readonly node?: string;
  readonly retryable?: boolean;
  readonly data?: JsonObject;
}

/** What became of a node's items: how many per port, and the items themselves or where they are. */
export interface NodeOutput {
  readonly counts: Readonly<Record<string, number>>;
  readonly inline?: Json;
  readonly ref?: Json;
}

export interface NodeSnapshot {
  readonly node: string;
  readonly status: NodeStatus;
  readonly attempt: number;
  readonly queuedAt: Millis | null;
  readonly startedAt: Millis | null;
  readonly completedAt: Millis | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: ExecutionError | null;
}

/** An execution as it stands after event number `seq`; `nodes` in the order in which they were first reached. */
export interface Snapshot {
  readonly status: ExecutionStatus;
  readonly seq: number;
  readonly startedAt: Millis | null;
  readonly completedAt: Millis | null;
  readonly error: ExecutionError | null;
  readonly output: NodeOutput | null;
  readonly nodes: readonly NodeSnapshot[];
}

export interface Execution extends Snapshot {
  readonly id: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly versionNumber: number | null;
  readonly graph: Graph;
}

export interface ExecutionSummary {
  readonly id: string;
  readonly workflowId: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Millis | null;
  readonly completedAt: Millis | null;
  readonly durationMs: number | null;
}

export interface Item {
  readonly json: JsonObject;
}

export interface NodeExecution {
  readonly node: string;
  readonly status: NodeStatus;
  readonly attempt: number;
  readonly output: {
    readonly counts: Readonly<Record<string, number>>;
    readonly items: Readonly<Record<string, readonly Item[]>>;
  } | null;
  readonly error: ExecutionError | null;
}

// ---------------------------------------------------------------- journal events

interface EventBase {
  /** 1, 2, 3 ... within the execution. */
  readonly seq: number;
  readonly at: Millis;
}

interface NodeEventBase extends EventBase {
  readonly node: string;
}

export type ExecutionEvent =
  | (EventBase & { readonly type: "execution_started"; readonly trigger?: Json })
  | (EventBase & { readonly type: "execution_completed" })
  | (EventBase & { readonly type: "execution_failed"; readonly error: ExecutionError })
  | (EventBase & { readonly type: "execution_cancelled"; readonly reason?: string });

export type NodeEvent =
  | (NodeEventBase & { readonly type: "node_queued"; readonly attempt: number; readonly nodeClass?: string })
  | (NodeEventBase & { readonly type: "node_started"; readonly attempt: number; readonly session?: string })
  | (NodeEventBase & {
      readonly type: "node_completed";
      readonly attempt: number;
      readonly output: NodeOutput;
      readonly leaf?: boolean;
    })
  | (NodeEventBase & {
      readonly type: "node_failed";
      readonly attempt: number;
      readonly error: ExecutionError;
    })
  | (NodeEventBase & { readonly type: "node_skipped" })
  | (NodeEventBase & { readonly type: "node_cancelled"; readonly attempt?: number })
  | (NodeEventBase & { readonly type: "attempt_lost"; readonly attempt: number; readonly reason?: string });

export type JournalEvent = ExecutionEvent | NodeEvent;
