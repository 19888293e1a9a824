import { clsx } from "clsx";

/** The grey shape of what is still loading. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-md bg-raised", className)} />;
}
