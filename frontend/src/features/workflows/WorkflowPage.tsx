import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { ExecutionList } from "@/features/executions/ExecutionList";
import { Canvas } from "@/graph/Canvas";
import { ErrorState } from "@/ui/ErrorState";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { catalogueQuery, workflowQuery } from "./queries";
import { WorkflowHeader } from "./WorkflowHeader";

/** A workflow to look at and to run: its drawing, and what became of its executions. */
export function WorkflowPage() {
  const { workflowId = "" } = useParams();
  const workflow = useQuery(workflowQuery(workflowId));
  const catalogue = useQuery(catalogueQuery);

  const error = workflow.error ?? catalogue.error;
  if (error) {
    const retry = () => Promise.all([workflow.refetch(), catalogue.refetch()]);
    return <ErrorState title="This workflow could not be loaded" error={error} onRetry={retry} />;
  }
  if (!workflow.data || !catalogue.data) return <PageSkeleton />;

  return (
    <div className="flex flex-1 flex-col lg:h-[calc(100dvh-3.25rem)] lg:flex-none">
      <title>{`${workflow.data.name} · Automaton`}</title>
      <WorkflowHeader workflow={workflow.data} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <section aria-label="Drawing" className="h-[55dvh] min-h-80 lg:h-auto lg:flex-1">
          <Canvas
            graph={workflow.data}
            catalogue={catalogue.data}
            label={`Drawing of ${workflow.data.name}`}
          />
        </section>
        <aside className="border-line max-lg:border-t lg:w-88 lg:overflow-y-auto lg:border-l lg:bg-surface">
          <h2 className="px-4 pt-4 pb-2 font-semibold text-small">Executions</h2>
          <ExecutionList workflowId={workflowId} />
        </aside>
      </div>
    </div>
  );
}
