import { useMutation, useQueryClient } from "@tanstack/react-query";
import { workflows } from "@/api/endpoints";

export function usePublish(workflowId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => workflows.publish(workflowId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["workflows"] }),
  });
}
