import { CircleStop } from "lucide-react";
import type { Execution } from "@/api/types";
import { useCan } from "@/features/auth/useMe";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge } from "@/ui/StatusBadge";
import { formatDuration, formatInstant } from "@/ui/time";
import { useNow } from "@/ui/useNow";
import { isExecutionOver } from "./states";
import { useCancel } from "./useCancel";

export function ExecutionHeader({ execution }: { readonly execution: Execution }) {
  const cancel = useCancel(execution.id);
  const canCancel = useCan("executions.cancel") && !isExecutionOver(execution.status);
  return (
    <>
      <PageHeader
        parent={{ label: execution.workflowName, to: `/workflows/${execution.workflowId}` }}
        title={execution.version === null ? "Execution of the draft" : `Execution of v${execution.version}`}
        badge={<StatusBadge status={execution.status} />}
      >
        <Times execution={execution} />
        {canCancel && (
          <Button variant="danger" onClick={() => cancel.mutate()} isBusy={cancel.isPending}>
            {!cancel.isPending && <CircleStop aria-hidden className="size-3.5" />}
            Cancel
          </Button>
        )}
      </PageHeader>
      {cancel.error && <Notice className="mx-4 mt-3">{cancel.error.message}</Notice>}
    </>
  );
}

function Times({ execution }: { readonly execution: Execution }) {
  const { startedAt, completedAt } = execution;
  const now = useNow(100, startedAt !== null && completedAt === null);
  if (startedAt === null) return null;
  return (
    <p className="flex-1 whitespace-nowrap text-ink-soft text-xs tabular-nums sm:mr-2">
      {formatInstant(startedAt)}
      <span className="text-ink-faint"> · </span>
      {formatDuration((completedAt ?? now) - startedAt)}
    </p>
  );
}
