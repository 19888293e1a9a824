import type { Execution } from "@/api/types";
import { findNode } from "@/graph/graph";
import { Notice } from "@/ui/Notice";

interface FailureNoticeProps {
  readonly execution: Execution;
  readonly onSelect: (nodeId: string) => void;
}

/** Why the execution failed, and the way to the node that did it. */
export function FailureNotice({ execution, onSelect }: FailureNoticeProps) {
  const { error, graph } = execution;
  if (!error) return null;
  const node = error.node === undefined ? undefined : findNode(graph, error.node);
  return (
    <Notice className="m-3">
      {node && (
        <button
          type="button"
          onClick={() => onSelect(node.id)}
          className="mr-1.5 rounded-sm font-medium underline decoration-line-strong underline-offset-3"
        >
          {node.name}
        </button>
      )}
      {error.message}
    </Notice>
  );
}
