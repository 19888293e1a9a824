import type { WorkflowSummary } from "@/api/types";

export interface Publication {
  readonly word: string;
  readonly tone: string;
}

const DRAFT: Publication = { word: "Draft", tone: "tone-[var(--status-pending)]" };
const ARCHIVED: Publication = { word: "Archived", tone: "tone-[var(--status-cancelled)]" };

/** Whether people can rely on a workflow: published (and as what), still a draft, or put away. */
export function publicationOf(workflow: Pick<WorkflowSummary, "status" | "version">): Publication {
  if (workflow.status === "archived") return ARCHIVED;
  if (workflow.version === null) return DRAFT;
  return { word: `Published · v${workflow.version}`, tone: "tone-[var(--status-completed)]" };
}
