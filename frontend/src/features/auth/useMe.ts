import { queryOptions, useQuery } from "@tanstack/react-query";
import { auth } from "@/api/endpoints";

/** The atoms of `Permission` in automaton/accounts/access.py that the editor asks about. */
export type Permission = "workflows.publish" | "executions.run" | "executions.cancel";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => auth.me(signal),
  staleTime: 5 * 60_000,
});

/** Whether to offer an action. The server decides; this only spares people buttons that would be refused. */
export function useCan(permission: Permission): boolean {
  const { data: me } = useQuery(meQuery);
  return me?.permissions.includes(permission) ?? false;
}
