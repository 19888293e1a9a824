import { useInfiniteQuery } from "@tanstack/react-query";
import { Workflow as WorkflowIcon } from "lucide-react";
import { useState } from "react";
import type { WorkflowSummary } from "@/api/types";
import { useCan } from "@/features/auth/useMe";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { workflowsQuery } from "./queries";
import { RunDialog } from "./RunDialog";
import { WorkflowRow } from "./WorkflowRow";

export function WorkflowsPage() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(workflowsQuery);
  const canRun = useCan("executions.run");
  const [running, setRunning] = useState<WorkflowSummary | null>(null);
  const workflows = data?.pages.flatMap((page) => page.items);

  return (
    <div className="mx-auto w-full max-w-5xl px-3 py-6 sm:px-5 sm:py-9">
      <title>Workflows · Automaton</title>
      <h1 className="px-1 font-semibold text-xl tracking-tight">Workflows</h1>
      <div className="mt-5 overflow-hidden rounded-xl border border-line bg-surface shadow-card">
        {error && (
          <ErrorState title="Workflows could not be loaded" error={error} onRetry={() => refetch()} />
        )}
        {!error && !workflows && <LoadingRows />}
        {workflows?.length === 0 && <NoWorkflows />}
        {workflows && workflows.length > 0 && (
          <ul className="divide-y divide-line">
            {workflows.map((workflow) => (
              <WorkflowRow
                key={workflow.id}
                workflow={workflow}
                onRun={canRun ? () => setRunning(workflow) : undefined}
              />
            ))}
          </ul>
        )}
      </div>
      {hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button onClick={() => fetchNextPage()} isBusy={isFetchingNextPage}>
            Show more
          </Button>
        </div>
      )}
      {running && <RunDialog workflow={running} onClose={() => setRunning(null)} />}
    </div>
  );
}

function NoWorkflows() {
  return (
    <EmptyState icon={<WorkflowIcon aria-hidden />} title="No workflows yet">
      A workflow is a drawing of nodes that a trigger sets in motion. The first one you make appears here.
    </EmptyState>
  );
}

function LoadingRows() {
  return (
    <div role="status" aria-label="Loading workflows" className="divide-y divide-line">
      {["w-40", "w-56", "w-48"].map((width) => (
        <div key={width} className="flex flex-col gap-2 px-4 py-4">
          <Skeleton className={`h-4 ${width}`} />
          <Skeleton className="h-3 w-72 max-w-full" />
        </div>
      ))}
    </div>
  );
}
