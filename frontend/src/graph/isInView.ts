interface Size {
  readonly width: number;
  readonly height: number;
}

interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where the canvas' origin lies in the pane, in screen pixels, and how many of them a canvas pixel takes. */
interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Whether the whole of a card, in canvas pixels, is inside the pane. */
export function isInView(card: Rectangle, viewport: Viewport, pane: Size): boolean {
  const left = card.x * viewport.zoom + viewport.x;
  const top = card.y * viewport.zoom + viewport.y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + card.width * viewport.zoom <= pane.width &&
    top + card.height * viewport.zoom <= pane.height
  );
}
