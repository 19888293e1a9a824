import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { GraphNode, NodeSnapshot } from "@/api/types";
import { type Catalogue, nodeTypeOf } from "@/graph/catalogue";
import { NodeIcon } from "@/graph/NodeIcon";
import { ErrorState } from "@/ui/ErrorState";
import { IconButton } from "@/ui/IconButton";
import { Skeleton } from "@/ui/Skeleton";
import { StatusBadge } from "@/ui/StatusBadge";
import { NodeErrorView } from "./NodeErrorView";
import { NodeOutputView } from "./NodeOutputView";
import { nodeExecutionQuery } from "./queries";
import { isNodeOver } from "./states";

interface NodeInspectorProps {
  readonly executionId: string;
  readonly node: GraphNode;
  /** Undefined while the execution has not reached the node. */
  readonly run: NodeSnapshot | undefined;
  readonly catalogue: Catalogue;
  readonly onClose: () => void;
}

/** What a node did: beside the drawing on a wide screen, over its lower part on a phone. */
export function NodeInspector({ executionId, node, run, catalogue, onClose }: NodeInspectorProps) {
  const type = nodeTypeOf(node, catalogue);
  return (
    <aside
      aria-label={`Node ${node.name}`}
      className="fixed inset-x-0 bottom-0 z-30 flex h-[62dvh] flex-col rounded-t-xl border-line border-t bg-surface shadow-overlay lg:static lg:h-auto lg:w-[27rem] lg:rounded-none lg:border-t-0 lg:border-l lg:shadow-none"
    >
      <header className="flex items-center gap-3 border-line border-b py-3 pr-2 pl-4">
        <NodeIcon type={type} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-small">{node.name}</h2>
          <p className="truncate text-ink-faint text-xs">{type?.label ?? node.type}</p>
        </div>
        {run && <StatusBadge status={run.status} />}
        <IconButton label="Close" onClick={onClose}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {run && isNodeOver(run.status) ? (
          <Result executionId={executionId} run={run} ports={type?.outputs ?? []} />
        ) : (
          <p className="p-5 text-center text-ink-soft text-small">{unfinished(run)}</p>
        )}
      </div>
    </aside>
  );
}

interface ResultProps {
  readonly executionId: string;
  readonly run: NodeSnapshot;
  readonly ports: Parameters<typeof NodeOutputView>[0]["ports"];
}

function Result({ executionId, run, ports }: ResultProps) {
  const hasResult = run.status === "completed" || run.status === "failed";
  const { data, error, refetch } = useQuery({ ...nodeExecutionQuery(executionId, run), enabled: hasResult });
  if (!hasResult) return <p className="p-5 text-center text-ink-soft text-small">{unfinished(run)}</p>;
  if (error)
    return <ErrorState title="The output could not be loaded" error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton className="m-4 h-40" />;
  return (
    <>
      {data.error && <NodeErrorView error={data.error} attempt={data.attempt} />}
      {data.output && <NodeOutputView output={data.output} ports={ports} />}
    </>
  );
}

function unfinished(run: NodeSnapshot | undefined): string {
  switch (run?.status) {
    case "queued":
      return "Queued: waiting for a worker.";
    case "running":
      return "Running. Its output appears here when it is done.";
    case "waiting":
      return "Waiting for something to happen outside.";
    case "skipped":
      return "Skipped: no branch that was taken leads here.";
    case "cancelled":
      return "Cancelled before it was done.";
    default:
      return "Not reached.";
  }
}
