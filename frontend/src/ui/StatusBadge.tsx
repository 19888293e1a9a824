import { clsx } from "clsx";
import type { NodeStatus } from "@/api/types";
import { StatusIcon } from "./StatusIcon";
import { STATUS_TONE, STATUS_WORD } from "./status";

interface StatusBadgeProps {
  readonly status: NodeStatus;
  readonly className?: string;
}

export function StatusBadge({ status, className }: StatusBadgeProps) {
  return (
    <span
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 rounded-full bg-tone-soft pr-2.5 pl-2 font-medium text-tone text-xs",
        STATUS_TONE[status],
        className,
      )}
    >
      <StatusIcon status={status} />
      {STATUS_WORD[status]}
    </span>
  );
}
