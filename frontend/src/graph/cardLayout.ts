import type { Ports } from "./ports";

/**
 * How large a card is and where its handles sit, in canvas pixels. A pure function of its ports, so that the
 * canvas can draw edges and the minimap without measuring anything first.
 */

export const CARD_WIDTH = 200;
export const HEADER_HEIGHT = 56;
export const PORT_ROW_HEIGHT = 24;
const FOOT_HEIGHT = 6;

/** Ports get rows with their labels as soon as one side has more than one. */
export function hasPortRows({ inputs, outputs }: Ports): boolean {
  return inputs.length > 1 || outputs.length > 1;
}

export function cardHeight(ports: Ports): number {
  if (!hasPortRows(ports)) return HEADER_HEIGHT;
  const rows = Math.max(ports.inputs.length, ports.outputs.length);
  return HEADER_HEIGHT + rows * PORT_ROW_HEIGHT + FOOT_HEIGHT;
}

/** Middle of the handle of the `index`-th of `count` ports on one side: a single one sits beside the name. */
export function handleY(index: number, count: number): number {
  if (count === 1) return HEADER_HEIGHT / 2;
  return HEADER_HEIGHT + (index + 0.5) * PORT_ROW_HEIGHT;
}
