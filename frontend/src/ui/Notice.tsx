import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

interface NoticeProps {
  readonly children: ReactNode;
  readonly className?: string;
}

/** An error in place, beside what caused it. */
export function Notice({ children, className }: NoticeProps) {
  return (
    <div
      role="alert"
      className={clsx(
        "tone-[var(--danger)] flex gap-2.5 rounded-md bg-tone-soft px-3 py-2.5 text-small",
        className,
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-tone" />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}
