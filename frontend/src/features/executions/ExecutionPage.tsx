import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useParams, useSearchParams } from "react-router-dom";
import { catalogueQuery } from "@/features/workflows/queries";
import { Canvas } from "@/graph/Canvas";
import { findNode } from "@/graph/graph";
import { ErrorState } from "@/ui/ErrorState";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { ExecutionHeader } from "./ExecutionHeader";
import { FailureNotice } from "./FailureNotice";
import { NodeInspector } from "./NodeInspector";
import { NodeTable } from "./NodeTable";
import { useExecution } from "./useExecution";

/** One life of a workflow, live: its drawing in the colours of what happened, and all of it as a table. */
export function ExecutionPage() {
  const { executionId = "" } = useParams();
  const { data: execution, error, refetch } = useExecution(executionId);
  const catalogue = useQuery(catalogueQuery);
  const [selectedId, select] = useSelectedNode();
  const runs = useMemo(
    () => new Map(execution?.nodes.map((run) => [run.node, run] as const)),
    [execution?.nodes],
  );

  const failure = execution ? catalogue.error : (error ?? catalogue.error);
  if (failure) {
    const retry = () => Promise.all([refetch(), catalogue.refetch()]);
    return <ErrorState title="This execution could not be loaded" error={failure} onRetry={retry} />;
  }
  if (!execution || !catalogue.data) return <PageSkeleton />;

  const selected = selectedId === null ? undefined : findNode(execution.graph, selectedId);
  return (
    <div className="flex flex-1 flex-col lg:h-[calc(100dvh-3.25rem)] lg:flex-none">
      <title>{`${execution.workflowName}, execution · Automaton`}</title>
      <ExecutionHeader execution={execution} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <section
            aria-label="Drawing"
            className="h-[42dvh] min-h-72 border-line border-b lg:h-auto lg:flex-1"
          >
            <Canvas
              graph={execution.graph}
              catalogue={catalogue.data}
              runs={runs}
              selectedId={selectedId}
              onSelect={select}
              label={`Execution of ${execution.workflowName}`}
            />
          </section>
          <section aria-label="Node executions" className="bg-surface lg:h-[38%] lg:overflow-y-auto">
            <FailureNotice execution={execution} onSelect={select} />
            <NodeTable execution={execution} selectedId={selectedId} onSelect={select} />
          </section>
        </div>
        {selected && (
          <NodeInspector
            key={selected.id}
            executionId={execution.id}
            node={selected}
            run={runs.get(selected.id)}
            catalogue={catalogue.data}
            onClose={() => select(null)}
          />
        )}
      </div>
    </div>
  );
}

/** The selection is part of the address, so that a link can point at a node. */
function useSelectedNode() {
  const [params, setParams] = useSearchParams();
  const select = (nodeId: string | null) => {
    setParams(nodeId === null ? {} : { node: nodeId }, { replace: true, preventScrollReset: true });
  };
  return [params.get("node"), select] as const;
}
