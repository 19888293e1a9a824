import { useRouteError } from "react-router-dom";
import { ErrorState } from "@/ui/ErrorState";

/** A page that threw while drawing: say so and offer a fresh start, instead of a white screen. */
export function CrashPage() {
  const thrown = useRouteError();
  const error = thrown instanceof Error ? thrown : new Error("Something unexpected was thrown.");
  return <ErrorState title="This page has crashed" error={error} onRetry={() => window.location.reload()} />;
}
