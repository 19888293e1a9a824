import { clsx } from "clsx";
import { type Published, publicationOf } from "./publication";

export function PublicationBadge({ workflow }: { readonly workflow: Published }) {
  const { word, tone } = publicationOf(workflow);
  return (
    <span
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full border border-line px-2.5 text-ink-soft text-xs",
        tone,
      )}
    >
      <span className="size-1.5 rounded-full bg-tone" />
      {word}
    </span>
  );
}
