import type { ExecutionError } from "@/api/types";
import { JsonView } from "@/ui/JsonView";
import { Notice } from "@/ui/Notice";

export function NodeErrorView({
  error,
  attempt,
}: {
  readonly error: ExecutionError;
  readonly attempt: number;
}) {
  return (
    <section aria-label="Error" className="p-4">
      <Notice>
        <p>{error.message}</p>
        <p className="mt-1 font-mono text-ink-soft text-tiny">
          {error.code} · attempt {attempt}
        </p>
      </Notice>
      {error.data && Object.keys(error.data).length > 0 && (
        <div className="mt-3 rounded-md border border-line bg-page">
          <JsonView value={error.data} />
        </div>
      )}
    </section>
  );
}
