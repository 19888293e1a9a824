import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { Link } from "react-router-dom";
import type { ExecutionSummary } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { StatusBadge } from "@/ui/StatusBadge";
import { TimeAgo } from "@/ui/TimeAgo";
import { formatDuration } from "@/ui/time";
import { executionsQuery } from "./queries";

/** The executions of a workflow, newest first. */
export function ExecutionList({ workflowId }: { readonly workflowId: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    executionsQuery(workflowId),
  );
  if (error)
    return <ErrorState title="Executions could not be loaded" error={error} onRetry={() => refetch()} />;
  if (!data) return <LoadingRows />;
  const executions = data.pages.flatMap((page) => page.items);
  if (executions.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden />} title="No executions yet">
        Run the workflow, and each of its executions is kept here.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="px-2 pb-2">
        {executions.map((execution) => (
          <ExecutionRow key={execution.id} execution={execution} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="flex justify-center pb-4">
          <Button size="small" onClick={() => fetchNextPage()} isBusy={isFetchingNextPage}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function ExecutionRow({ execution }: { readonly execution: ExecutionSummary }) {
  return (
    <li>
      <Link
        to={`/executions/${execution.id}`}
        className="flex items-center gap-3 rounded-md px-2 py-2 text-small hover:bg-raised"
      >
        <StatusBadge status={execution.status} />
        <span className="min-w-0 flex-1 truncate text-ink-soft text-xs">
          {execution.startedAt === null ? "not started" : <TimeAgo at={execution.startedAt} />}
        </span>
        <span className="text-ink-faint text-xs tabular-nums">
          {execution.durationMs === null ? "" : formatDuration(execution.durationMs)}
        </span>
      </Link>
    </li>
  );
}

function LoadingRows() {
  return (
    <div role="status" aria-label="Loading executions" className="space-y-3 px-4 py-2">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </div>
  );
}
