import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { executions } from "@/api/endpoints";
import type { Execution, NodeSnapshot } from "@/api/types";
import { newer } from "./receiveFrame";

/** Every list of executions: what to invalidate when one starts or ends. */
export const executionLists = ["executions", "list"] as const;

export function executionsQuery(workflowId: string) {
  return infiniteQueryOptions({
    queryKey: [...executionLists, workflowId],
    queryFn: ({ pageParam, signal }) => executions.list(workflowId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function executionQuery(executionId: string) {
  return queryOptions({
    queryKey: ["executions", "detail", executionId],
    queryFn: async ({ signal, client, queryKey }) =>
      newer(client.getQueryData<Execution>(queryKey), await executions.get(executionId, signal)),
  });
}

/** What a node took in and gave out. Asked for on click only, and anew when the node has moved on. */
export function nodeExecutionQuery(executionId: string, { node, status, attempt }: NodeSnapshot) {
  return queryOptions({
    queryKey: ["executions", "node", executionId, node, status, attempt],
    queryFn: ({ signal }) => executions.getNode(executionId, node, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
