import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Nothing here (yet): says what would be here and how it comes about. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <div className="mb-1 flex size-10 items-center justify-center rounded-lg border border-line bg-raised text-ink-soft [&_svg]:size-5">
        {icon}
      </div>
      <p className="font-medium text-sm">{title}</p>
      <div className="max-w-sm text-ink-soft text-small">{children}</div>
    </div>
  );
}
