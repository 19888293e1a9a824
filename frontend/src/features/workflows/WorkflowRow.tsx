import { Play } from "lucide-react";
import { Link } from "react-router-dom";
import type { WorkflowSummary } from "@/api/types";
import { Button } from "@/ui/Button";
import { TimeAgo } from "@/ui/TimeAgo";
import { PublicationBadge } from "./PublicationBadge";

interface WorkflowRowProps {
  readonly workflow: WorkflowSummary;
  /** Absent for those who may not run workflows. */
  readonly onRun: (() => void) | undefined;
}

/** The whole row leads to the workflow; the button on top of it runs it. */
export function WorkflowRow({ workflow, onRun }: WorkflowRowProps) {
  return (
    <li className="group relative flex items-center gap-3 px-4 py-3.5 transition-colors hover:bg-raised/60 sm:gap-5">
      <div className="min-w-0 flex-1">
        <Link
          to={`/workflows/${workflow.id}`}
          className="block truncate font-medium text-sm after:absolute after:inset-0"
        >
          {workflow.name}
        </Link>
        <p className="mt-0.5 truncate text-ink-soft text-small">{workflow.description || "No description"}</p>
        <p className="mt-1.5 text-ink-faint text-xs sm:hidden">
          Changed <TimeAgo at={Date.parse(workflow.updatedAt)} />
        </p>
      </div>
      <p className="w-28 text-right text-ink-faint text-xs max-sm:hidden">
        <TimeAgo at={Date.parse(workflow.updatedAt)} />
      </p>
      <div className="flex w-auto justify-end sm:w-32">
        <PublicationBadge workflow={workflow} />
      </div>
      {onRun && (
        <Button size="small" onClick={onRun} className="relative z-10" aria-label={`Run ${workflow.name}`}>
          <Play aria-hidden className="size-3" />
          <span className="max-sm:sr-only">Run</span>
        </Button>
      )}
    </li>
  );
}
