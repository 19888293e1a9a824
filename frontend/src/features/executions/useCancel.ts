import { useMutation, useQueryClient } from "@tanstack/react-query";
import { executions } from "@/api/endpoints";
import { executionQuery } from "./queries";

export function useCancel(executionId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => executions.cancel(executionId),
    // Events tell of the end; this is for when no websocket is there to bring them.
    onSettled: () => queryClient.invalidateQueries({ queryKey: executionQuery(executionId).queryKey }),
  });
}
