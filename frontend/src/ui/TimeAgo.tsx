import { formatAgo, formatInstant } from "./time";
import { useNow } from "./useNow";

/** How long ago, with the exact time on hover. */
export function TimeAgo({ at }: { readonly at: number }) {
  const now = useNow(30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
