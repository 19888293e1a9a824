import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { clsx } from "clsx";
import { memo } from "react";
import type { GraphNode, NodeSnapshot, NodeType, Port } from "@/api/types";
import { StatusIcon } from "@/ui/StatusIcon";
import { STATUS_TONE } from "@/ui/status";
import { CARD_WIDTH, cardHeight, HEADER_HEIGHT, handleY, hasPortRows, PORT_ROW_HEIGHT } from "./cardLayout";
import { NodeIcon } from "./NodeIcon";
import { type Ports, portLabel } from "./ports";

/** A node with all of it that an execution does not change. */
export type StillCard = {
  readonly node: GraphNode;
  readonly type: NodeType | undefined;
  readonly ports: Ports;
};

/** What a card shows. `run` is the node's life in the execution being watched, if one is. */
export type CardData = StillCard & { readonly run: NodeSnapshot | undefined };

export type CardNode = Node<CardData, "card">;

/**
 * A node as it is drawn on every canvas. The canvas makes it focusable and gives it its accessible name
 * (`describeCard`); the card draws.
 */
export const NodeCard = memo(
  function NodeCard({ data, selected }: NodeProps<CardNode>) {
    const { node, type, ports, run } = data;
    return (
      <div
        data-status={run?.status}
        style={{ width: CARD_WIDTH, height: cardHeight(ports) }}
        className={clsx(
          "node-card rounded-lg border bg-surface shadow-card transition-[border-color,box-shadow] duration-200",
          selected ? "border-accent ring-3 ring-accent/25" : ring(run),
          node.disabled && "opacity-55",
        )}
      >
        <div className="flex items-center gap-2.5 px-2.5" style={{ height: HEADER_HEIGHT }}>
          <NodeIcon type={type} />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium text-small" title={node.name}>
              {node.name}
            </p>
            <p className="truncate text-ink-faint text-tiny">{subtitle(node, type)}</p>
          </div>
          {run && <StatusIcon status={run.status} className="size-4" />}
        </div>
        {hasPortRows(ports) && <PortRows ports={ports} />}
        <Handles side="input" ports={ports.inputs} />
        <Handles side="output" ports={ports.outputs} run={run} />
      </div>
    );
  },
  (before, after) =>
    before.selected === after.selected &&
    before.data.node === after.data.node &&
    before.data.type === after.data.type &&
    before.data.run === after.data.run &&
    before.data.ports === after.data.ports,
);

/** The border says the state: a skipped node is drawn as what it is, a road not taken. */
function ring(run: NodeSnapshot | undefined): string {
  if (!run || run.status === "pending") return "border-line-strong";
  const tone = STATUS_TONE[run.status];
  if (run.status === "skipped") return `${tone} border-dashed border-tone opacity-60`;
  if (run.status === "running") return `${tone} border-tone ring-tone-soft node-pulse`;
  return `${tone} border-tone ring-tone-soft`;
}

function subtitle(node: GraphNode, type: NodeType | undefined): string {
  const label = type?.label ?? `${node.type}, not on this server`;
  return node.disabled ? `${label} · disabled` : label;
}

function PortRows({ ports }: { readonly ports: Ports }) {
  return (
    <div className="flex justify-between gap-3 text-ink-soft text-tiny">
      <PortLabels ports={ports.inputs} className="pl-3" />
      <PortLabels ports={ports.outputs} className="pr-3 text-right" />
    </div>
  );
}

/** Labels only where there is something to tell apart; a single port sits beside the name. */
function PortLabels({ ports, className }: { readonly ports: readonly Port[]; readonly className: string }) {
  if (ports.length < 2) return <span />;
  return (
    <ul className={clsx("min-w-0", className)}>
      {ports.map((port) => (
        <li key={port.name} className="truncate" style={{ lineHeight: `${PORT_ROW_HEIGHT}px` }}>
          {portLabel(port)}
        </li>
      ))}
    </ul>
  );
}

interface HandlesProps {
  readonly side: "input" | "output";
  readonly ports: readonly Port[];
  readonly run?: NodeSnapshot | undefined;
}

function Handles({ side, ports, run }: HandlesProps) {
  return ports.map((port, index) => {
    const top = handleY(index, ports.length);
    const count = run?.counts[port.name];
    return (
      <div key={port.name} className="contents">
        <Handle
          id={port.name}
          type={side === "input" ? "target" : "source"}
          position={side === "input" ? Position.Left : Position.Right}
          style={{ top }}
          title={portLabel(port)}
        />
        {count !== undefined && <ItemCount count={count} top={top} />}
      </div>
    );
  });
}

/** How many items left through a port, above the edge that carries them. */
function ItemCount({ count, top }: { readonly count: number; readonly top: number }) {
  return (
    <span
      title={count === 1 ? "1 item" : `${count} items`}
      style={{ top: top - 19 }}
      className={clsx(
        "absolute left-full ml-1.5 whitespace-nowrap rounded bg-page/80 px-1 font-medium text-tiny tabular-nums",
        count === 0 ? "text-ink-faint" : "text-ink-soft",
      )}
    >
      {count.toLocaleString()}
    </span>
  );
}
