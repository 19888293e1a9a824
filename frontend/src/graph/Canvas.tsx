import { Background, BackgroundVariant, Controls, MiniMap, type NodeChange, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { useMemo, useState } from "react";
import type { Graph } from "@/api/types";
import type { Catalogue } from "./catalogue";
import { flowEdges, flowNodes, NO_RUNS, type Runs, stillCards } from "./drawing";
import { KeepInView } from "./KeepInView";
import { type CardNode, NodeCard } from "./NodeCard";
import { startOf } from "./startOf";

interface CanvasProps {
  readonly graph: Graph;
  readonly catalogue: Catalogue;
  /** What the canvas shows, in words. */
  readonly label: string;
  readonly runs?: Runs;
  readonly selectedId?: string | null;
  readonly onSelect?: (nodeId: string | null) => void;
}

const NODE_TYPES = { card: NodeCard };
const FIT = { padding: 0.15, maxZoom: 1.1 };

/** A graph to look at: pan, zoom, fit, and select a node by pointer or keyboard. */
export function Canvas({
  graph,
  catalogue,
  label,
  runs = NO_RUNS,
  selectedId = null,
  onSelect,
}: CanvasProps) {
  const cards = useMemo(() => stillCards(graph, catalogue), [graph, catalogue]);
  const nodes = useMemo(() => flowNodes(cards, runs, selectedId), [cards, runs, selectedId]);
  const edges = useMemo(() => flowEdges(graph.edges, runs), [graph.edges, runs]);
  const [first] = useState(() => ({ ...FIT, nodes: [...startOf(graph, window.innerWidth)] }));
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      onNodesChange={(changes) => onSelect && select(changes, onSelect)}
      onPaneClick={() => onSelect?.(null)}
      nodesDraggable={false}
      nodesConnectable={false}
      elementsSelectable={onSelect !== undefined}
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      fitView
      fitViewOptions={first}
      minZoom={0.15}
      maxZoom={1.75}
      onlyRenderVisibleElements={graph.nodes.length > 150}
      aria-label={label}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.8} />
      <KeepInView nodeId={selectedId} />
      <Controls showInteractive={false} fitViewOptions={FIT} />
      <MiniMap
        pannable
        zoomable
        ariaLabel="Overview"
        className="max-sm:hidden"
        style={{ width: 150, height: 100 }}
        nodeClassName={miniature}
      />
    </ReactFlow>
  );
}

/** React Flow tells of every deselection too; only what is selected now matters to a canvas of one selection. */
function select(changes: readonly NodeChange<CardNode>[], onSelect: (nodeId: string | null) => void): void {
  const selections = changes.filter((change) => change.type === "select");
  if (selections.length === 0) return;
  onSelect(selections.find((change) => change.selected)?.id ?? null);
}

function miniature(node: CardNode): string {
  return node.data.run ? `miniature-${node.data.run.status}` : "";
}
