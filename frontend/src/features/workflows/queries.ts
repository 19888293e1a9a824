import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { nodeTypes, workflows } from "@/api/endpoints";
import { buildCatalogue } from "@/graph/catalogue";

export const workflowsQuery = infiniteQueryOptions({
  queryKey: ["workflows", "list"],
  queryFn: ({ pageParam, signal }) => workflows.list(pageParam, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

export function workflowQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["workflows", "detail", workflowId],
    queryFn: ({ signal }) => workflows.get(workflowId, signal),
  });
}

/** Node types change with the server's release only, so once per page load is enough. */
export const catalogueQuery = queryOptions({
  queryKey: ["node-types"],
  queryFn: async ({ signal }) => buildCatalogue((await nodeTypes.list(signal)).items),
  staleTime: Number.POSITIVE_INFINITY,
  // A Map is no plain JSON: keep the object as it is.
  structuralSharing: false,
});
