import { CircleAlert } from "lucide-react";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

interface ErrorStateProps {
  readonly title: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** Something could not be loaded: what, why, and a way to try again. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState icon={<CircleAlert aria-hidden className="text-danger" />} title={title}>
        <p>{error.message}</p>
        {onRetry && (
          <Button size="small" onClick={onRetry} className="mt-4">
            Try again
          </Button>
        )}
      </EmptyState>
    </div>
  );
}
