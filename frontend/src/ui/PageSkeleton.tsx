import { Skeleton } from "./Skeleton";

/** A page of which not even the code is here yet. */
export function PageSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading"
      className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-4 p-5"
    >
      <Skeleton className="h-8 w-56" />
      <Skeleton className="min-h-64 w-full flex-1" />
    </div>
  );
}
