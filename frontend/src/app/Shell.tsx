import { Suspense } from "react";
import { Link, Outlet } from "react-router-dom";
import type { Me } from "@/api/types";
import { useLiveLists } from "@/features/executions/useLiveLists";
import { Logo } from "@/ui/Logo";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { ConnectionBadge } from "./ConnectionBadge";
import { ThemeToggle } from "./ThemeToggle";
import { UserMenu } from "./UserMenu";
import { useReconnect } from "./useReconnect";

/** What stands around every page of somebody signed in. */
export function Shell({ me }: { readonly me: Me }) {
  useReconnect();
  useLiveLists(me.organization.id);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-solid px-3 py-2 text-on-solid text-small focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex h-13 items-center gap-1 border-line border-b bg-surface px-3 sm:px-5">
        <Link
          to="/workflows"
          aria-label="Automaton, all workflows"
          className="flex items-center gap-2.5 rounded-md"
        >
          <Logo className="size-6.5" />
          <span className="font-semibold text-sm tracking-tight max-sm:hidden">Automaton</span>
        </Link>
        <span aria-hidden className="mx-1.5 text-line-strong text-lg">
          /
        </span>
        <p className="min-w-0 flex-1 truncate text-ink-soft text-small">{me.organization.name}</p>
        <ConnectionBadge />
        <ThemeToggle />
        <span className="w-1" />
        <UserMenu me={me} />
      </header>
      <main id="content" className="flex flex-1 flex-col">
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
