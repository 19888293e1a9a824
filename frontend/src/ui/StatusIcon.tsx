import { clsx } from "clsx";
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock3,
  LoaderCircle,
  type LucideIcon,
  PauseCircle,
  SkipForward,
} from "lucide-react";
import type { NodeStatus } from "@/api/types";
import { STATUS_TONE } from "./status";

const ICONS: Readonly<Record<NodeStatus, LucideIcon>> = {
  pending: CircleDashed,
  queued: Clock3,
  running: LoaderCircle,
  waiting: PauseCircle,
  completed: CircleCheck,
  failed: CircleX,
  skipped: SkipForward,
  cancelled: Ban,
};

/** The state by shape as well as by colour; the words stand beside it. */
export function StatusIcon({
  status,
  className,
}: {
  readonly status: NodeStatus;
  readonly className?: string;
}) {
  const Icon = ICONS[status];
  return (
    <Icon
      aria-hidden
      strokeWidth={2.25}
      className={clsx(
        "size-3.5 shrink-0 text-tone",
        STATUS_TONE[status],
        status === "running" && "animate-spin",
        className,
      )}
    />
  );
}
