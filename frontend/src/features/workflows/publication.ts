import type { WorkflowSummary } from "@/api/types";

export type Published = Pick<WorkflowSummary, "status" | "publishedVersion">;

export interface Publication {
  readonly word: string;
  readonly tone: string;
}

/** Whether people can rely on a workflow: published (and as what), published but disarmed, or only a draft. */
export function publicationOf({ status, publishedVersion }: Published): Publication {
  if (publishedVersion === null) return { word: "Draft", tone: "tone-[var(--status-pending)]" };
  if (status === "inactive") {
    return { word: `Inactive · v${publishedVersion}`, tone: "tone-[var(--status-queued)]" };
  }
  return { word: `Published · v${publishedVersion}`, tone: "tone-[var(--status-completed)]" };
}
