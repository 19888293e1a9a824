import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";

interface PageHeaderProps {
  readonly parent: { readonly label: string; readonly to: string };
  readonly title: string;
  readonly badge: ReactNode;
  /** The page's actions, the main one last. */
  readonly children: ReactNode;
}

export function PageHeader({ parent, title, badge, children }: PageHeaderProps) {
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2.5 border-line border-b bg-surface px-3 py-2.5 sm:px-5">
      <div className="flex min-w-0 flex-1 items-center gap-1.5 max-sm:basis-full">
        <Link to={parent.to} className="max-w-40 truncate rounded-sm text-ink-soft text-small hover:text-ink">
          {parent.label}
        </Link>
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
        <h1 className="truncate font-semibold text-sm">{title}</h1>
        <div className="ml-1.5 shrink-0">{badge}</div>
      </div>
      <div className="flex items-center gap-2 max-sm:w-full max-sm:[&>button]:flex-1">{children}</div>
    </div>
  );
}
