import type { components } from "./schema";

/**
 * The shapes that cross the wire, under the names the editor uses.
 *
 * They are printed from the server's own schemas (`npm run generate`: openapi.json -> schema.ts). Where the
 * document says less than the server promises, as of errors and journal events, the rest is said here
 * and nowhere else.
 */

type Schemas = components["schemas"];

/** `T` with the fields of `U` said more precisely. */
type Refined<T, U> = Omit<T, keyof U> & U;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Milliseconds since 1970, UTC. */
export type Millis = number;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

// ---------------------------------------------------------------- who is asking

export type TokenPair = Pick<Schemas["Tokens"], "access" | "refresh">;
export type Me = Schemas["Profile"];

// ---------------------------------------------------------------- node types and graphs

export type Port = Schemas["PortDescription"];
export type NodeType = Schemas["NodeTypeDescription"];
export type GraphNode = Schemas["Node"];
export type Edge = Schemas["Edge"];

/** Edges are in drawing order: items that meet at one port arrive in the order of their edges. */
export type Graph = Schemas["Graph"];

// ---------------------------------------------------------------- workflows

export type WorkflowSummary = Schemas["WorkflowSummary"];
export type Workflow = Schemas["WorkflowDocument"];
export type RunnableVersion = Schemas["RunBody"]["version"];
/** One thing that stands between a graph and publishing, with its place. */
export type ProblemDetail = Schemas["Problem"];

// ---------------------------------------------------------------- executions

export type ExecutionStatus = Schemas["ExecutionStatus"];
export type NodeStatus = Schemas["NodeStatus"];

/** In events and answers alike: what is not known is left out. */
export interface ExecutionError {
  readonly code: string;
  readonly message: string;
  readonly node?: string;
  readonly retryable?: boolean;
  readonly data?: JsonObject;
}

export type Counts = Readonly<Record<string, number>>;

/** What became of a node's items, as the journal has it: counts, and the items or where they are. */
export interface Payload {
  readonly counts: Counts;
  readonly inline?: Json;
  readonly ref?: Json;
}

/** A payload with its items, as the API shows it. */
export type Output = Schemas["Items"];

export type NodeSnapshot = Refined<Schemas["NodeExecution"], { readonly error: ExecutionError | null }>;

/** What of an execution its events can change; `nodes` in the order in which they were first reached. */
export interface Snapshot {
  readonly status: ExecutionStatus;
  readonly seq: number;
  readonly startedAt: Millis | null;
  readonly completedAt: Millis | null;
  readonly error: ExecutionError | null;
  readonly output: Payload | null;
  readonly nodes: readonly NodeSnapshot[];
}

export type Execution = Refined<Schemas["Execution"], Snapshot>;

export type ExecutionSummary = Refined<Schemas["ExecutionRow"], { readonly error: ExecutionError | null }>;

export type NodeExecution = Refined<Schemas["NodeOutput"], { readonly error: ExecutionError | null }>;

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
      readonly output: Payload;
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
