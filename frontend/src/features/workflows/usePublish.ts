import { useMutation, useQueryClient } from "@tanstack/react-query";
import { workflows } from "@/api/endpoints";
import type { Workflow } from "@/api/types";

export function usePublish({ id, revision }: Workflow) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => workflows.publish(id, revision),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["workflows"] }),
  });
}
