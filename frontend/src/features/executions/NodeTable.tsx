import { clsx } from "clsx";
import type { Execution, NodeSnapshot } from "@/api/types";
import { findNode } from "@/graph/graph";
import { StatusIcon } from "@/ui/StatusIcon";
import { STATUS_TONE, STATUS_WORD } from "@/ui/status";
import { formatClock, formatDuration } from "@/ui/time";
import { useNow } from "@/ui/useNow";
import { type Span, spanOf, workedMs } from "./span";
import { isExecutionOver } from "./states";

interface NodeTableProps {
  readonly execution: Execution;
  readonly selectedId: string | null;
  readonly onSelect: (nodeId: string) => void;
}

/** Every node execution in the order in which they were reached, with its part of the execution's time. */
export function NodeTable({ execution, selectedId, onSelect }: NodeTableProps) {
  const now = useNow(250, !isExecutionOver(execution.status));
  if (execution.nodes.length === 0) {
    return (
      <p className="px-5 py-8 text-center text-ink-soft text-small">Waiting for the first node to start.</p>
    );
  }
  return (
    <table className="w-full table-fixed text-left text-small">
      <thead className="sticky top-0 z-10 bg-surface text-ink-faint text-xs">
        <tr className="border-line border-b [&>th]:h-8 [&>th]:font-medium">
          <th scope="col" className="w-[38%] pl-4 sm:w-[26%] sm:pl-5">
            Node
          </th>
          <th scope="col" className="w-[30%] sm:w-[14%]">
            Status
          </th>
          <th scope="col" className="w-28 max-md:hidden">
            Started
          </th>
          <th scope="col" className="w-24 pr-4 text-right">
            Duration
          </th>
          <th scope="col" className="pr-5 max-sm:hidden">
            <span className="sr-only">Timeline</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {execution.nodes.map((run) => (
          <NodeRow
            key={run.node}
            run={run}
            name={findNode(execution.graph, run.node)?.name ?? run.node}
            span={spanOf(run, execution, now)}
            durationMs={workedMs(run, now)}
            isSelected={run.node === selectedId}
            onSelect={() => onSelect(run.node)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface NodeRowProps {
  readonly run: NodeSnapshot;
  readonly name: string;
  readonly span: Span | null;
  readonly durationMs: number | null;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function NodeRow({ run, name, span, durationMs, isSelected, onSelect }: NodeRowProps) {
  return (
    <tr className={clsx("relative h-10 border-line border-b hover:bg-raised/60", isSelected && "bg-raised")}>
      <td className="truncate pr-2 pl-4 sm:pl-5">
        <button
          type="button"
          aria-pressed={isSelected}
          onClick={onSelect}
          className="max-w-full truncate rounded-sm font-medium after:absolute after:inset-0"
        >
          {name}
        </button>
      </td>
      <td className={clsx("text-tone text-xs", STATUS_TONE[run.status])}>
        <span className="flex items-center gap-1.5">
          <StatusIcon status={run.status} />
          {STATUS_WORD[run.status]}
          {run.attempt > 1 && <span className="text-ink-faint">· attempt {run.attempt}</span>}
        </span>
      </td>
      <td className="text-ink-soft text-xs tabular-nums max-md:hidden">
        {run.startedAt === null ? "" : formatClock(run.startedAt)}
      </td>
      <td className="pr-4 text-right text-ink-soft text-xs tabular-nums">
        {durationMs === null ? "" : formatDuration(durationMs)}
      </td>
      <td className="pr-5 max-sm:hidden">
        {span && <Bar span={span} className={STATUS_TONE[run.status]} />}
      </td>
    </tr>
  );
}

function Bar({ span, className }: { readonly span: Span; readonly className: string }) {
  return (
    <div aria-hidden className="h-1.5 w-full rounded-full bg-raised">
      <div
        className={clsx("h-full min-w-1 rounded-full bg-tone", className)}
        style={{ marginLeft: `${span.from * 100}%`, width: `${(span.to - span.from) * 100}%` }}
      />
    </div>
  );
}
