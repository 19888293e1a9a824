import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect } from "react";
import { CARD_WIDTH, cardHeight } from "./cardLayout";
import { isInView } from "./isInView";
import type { CardNode } from "./NodeCard";

/** Brings the selected card into view when it was selected from elsewhere, or a panel has covered it. */
export function KeepInView({ nodeId }: { readonly nodeId: string | null }) {
  const { getNode, getViewport, setCenter } = useReactFlow<CardNode>();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);

  useEffect(() => {
    const node = nodeId === null ? undefined : getNode(nodeId);
    if (!node || width === 0) return;
    const card = { ...node.position, width: CARD_WIDTH, height: cardHeight(node.data.ports) };
    const viewport = getViewport();
    if (isInView(card, viewport, { width, height })) return;
    void setCenter(card.x + card.width / 2, card.y + card.height / 2, { zoom: viewport.zoom, duration: 250 });
  }, [nodeId, width, height, getNode, getViewport, setCenter]);

  return null;
}
