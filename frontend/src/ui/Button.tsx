import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: "solid" | "outline" | "quiet" | "danger";
  readonly size?: "small" | "medium";
  /** The action is under way: shows so, and cannot be pressed again. */
  readonly isBusy?: boolean;
}

const VARIANTS = {
  solid: "bg-solid text-on-solid hover:bg-solid-hover",
  outline: "border border-line-strong bg-surface hover:bg-raised",
  quiet: "text-ink-soft hover:bg-raised hover:text-ink",
  danger: "border border-line-strong bg-surface text-danger hover:bg-raised",
} as const;

const SIZES = {
  small: "h-7 gap-1.5 px-2.5 text-xs",
  medium: "h-9 gap-2 px-3.5 text-small",
} as const;

export function Button({
  variant = "outline",
  size = "medium",
  isBusy = false,
  disabled,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors",
        "disabled:opacity-50",
        VARIANTS[variant],
        SIZES[size],
        className,
      )}
      {...rest}
    >
      {isBusy && <LoaderCircle aria-hidden className="size-3.5 animate-spin" />}
      {children}
    </button>
  );
}
