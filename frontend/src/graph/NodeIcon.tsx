import { clsx } from "clsx";
import { CircleHelp } from "lucide-react";
import type { NodeType } from "@/api/types";
import { categoryTone } from "./categories";

/**
 * The icon of a node type on a tile of its category's tone. The SVG comes as text and is never put into the
 * document: as an image it can neither run scripts nor load anything. One that is drawn in currentColor is
 * used as a mask, so that it takes the tone in both themes; any other keeps its own colours.
 */
export function NodeIcon({
  type,
  className,
}: {
  readonly type: NodeType | undefined;
  readonly className?: string;
}) {
  return (
    <span
      aria-hidden
      className={clsx(
        "flex size-8 shrink-0 items-center justify-center rounded-md bg-tone-soft text-tone",
        categoryTone(type?.category),
        className,
      )}
    >
      {type?.icon ? <Picture svg={type.icon} /> : <CircleHelp className="size-4.5" />}
    </span>
  );
}

function Picture({ svg }: { readonly svg: string }) {
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (!svg.includes("currentColor")) return <img src={address} alt="" className="size-4.5" />;
  return (
    <span className="size-4.5 bg-current" style={{ mask: `url("${address}") center / contain no-repeat` }} />
  );
}
