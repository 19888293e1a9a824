import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useNavigate } from "react-router-dom";
import { executions } from "@/api/endpoints";
import { newIdempotencyKey } from "@/api/idempotency";
import type { JsonObject, RunnableVersion } from "@/api/types";
import { executionLists } from "@/features/executions/queries";

interface Run {
  readonly input: JsonObject;
  readonly version: RunnableVersion;
}

/** Starts an execution and goes to watch it. Pressed again after a lost answer, the same input runs once. */
export function useRun(workflowId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const intention = useRef({ run: "", key: "" });

  return useMutation({
    mutationFn: ({ input, version }: Run) => {
      const run = JSON.stringify([version, input]);
      if (intention.current.run !== run) intention.current = { run, key: newIdempotencyKey() };
      return executions.run(workflowId, input, version, intention.current.key);
    },
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: executionLists });
      void navigate(`/executions/${id}`);
    },
  });
}
