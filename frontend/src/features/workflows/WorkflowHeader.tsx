import { Play, Rocket } from "lucide-react";
import { useState } from "react";
import type { Workflow } from "@/api/types";
import { useCan } from "@/features/auth/useMe";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemList } from "./ProblemList";
import { PublicationBadge } from "./PublicationBadge";
import { RunDialog } from "./RunDialog";
import { usePublish } from "./usePublish";

export function WorkflowHeader({ workflow }: { readonly workflow: Workflow }) {
  const [isRunning, setIsRunning] = useState(false);
  const publish = usePublish(workflow);
  const canRun = useCan("executions.run");
  const canPublish = useCan("workflows.publish");

  return (
    <>
      <PageHeader
        parent={{ label: "Workflows", to: "/workflows" }}
        title={workflow.name}
        badge={<PublicationBadge workflow={workflow} />}
      >
        {canPublish && (
          <Button onClick={() => publish.mutate()} isBusy={publish.isPending}>
            {!publish.isPending && <Rocket aria-hidden className="size-3.5" />}
            Publish
          </Button>
        )}
        {canRun && (
          <Button variant="solid" onClick={() => setIsRunning(true)}>
            <Play aria-hidden className="size-3.5" />
            Run
          </Button>
        )}
      </PageHeader>
      {publish.error && (
        <Notice className="mx-4 mt-3">
          <ProblemList error={publish.error} />
        </Notice>
      )}
      {isRunning && <RunDialog workflow={workflow} onClose={() => setIsRunning(false)} />}
    </>
  );
}
