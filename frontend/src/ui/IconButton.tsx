import { clsx } from "clsx";
import type { ComponentProps } from "react";

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does, in words: the accessible name and the tooltip. */
  readonly label: string;
}

export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors",
        "hover:bg-raised hover:text-ink",
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
