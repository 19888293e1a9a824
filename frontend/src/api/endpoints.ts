import { http } from "./instance";
import type {
  Execution,
  ExecutionSummary,
  JsonObject,
  Me,
  NodeExecution,
  NodeType,
  Page,
  RunnableVersion,
  TokenPair,
  Workflow,
  WorkflowSummary,
} from "./types";

/** Every operation of the API that the editor uses, once, by name. */

type Cursor = string | null;

export const auth = {
  signIn: (email: string, password: string) =>
    http.requestAnonymously<TokenPair>("POST", "/auth/token", { body: { email, password } }),
  signOut: (refresh: string) => http.requestAnonymously<void>("POST", "/auth/logout", { body: { refresh } }),
  me: (signal: AbortSignal) => http.get<Me>("/auth/me", { signal }),
  ticket: () => http.post<{ readonly ticket: string }>("/auth/ticket"),
};

export const config = {
  get: () => http.get<{ readonly realtimeUrl?: string }>("/config"),
};

export const nodeTypes = {
  list: (signal: AbortSignal) => http.get<{ readonly items: readonly NodeType[] }>("/node-types", { signal }),
};

export const workflows = {
  list: (cursor: Cursor, signal: AbortSignal) =>
    http.get<Page<WorkflowSummary>>("/workflows", { query: { cursor, limit: 50 }, signal }),
  get: (id: string, signal: AbortSignal) => http.get<Workflow>(`/workflows/${id}`, { signal }),
  /** `revision` is the draft the person has seen: publishing one that was saved since is refused. */
  publish: (id: string, revision: number) =>
    http.post<unknown>(`/workflows/${id}/publish`, { body: { revision } }),
};

export const executions = {
  list: (workflowId: string, cursor: Cursor, signal: AbortSignal) =>
    http.get<Page<ExecutionSummary>>("/executions", { query: { workflowId, cursor, limit: 25 }, signal }),
  get: (id: string, signal: AbortSignal) => http.get<Execution>(`/executions/${id}`, { signal }),
  getNode: (id: string, nodeId: string, signal: AbortSignal) =>
    http.get<NodeExecution>(`/executions/${id}/nodes/${nodeId}`, { signal }),
  run: (workflowId: string, input: JsonObject, version: RunnableVersion, idempotencyKey: string) =>
    http.post<{ readonly id: string }>(`/workflows/${workflowId}/executions`, {
      body: { input, version },
      headers: { "Idempotency-Key": idempotencyKey },
    }),
  cancel: (id: string) => http.post<unknown>(`/executions/${id}/cancel`, { body: {} }),
};
