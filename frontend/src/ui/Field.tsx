import { clsx } from "clsx";
import { type ComponentProps, useId } from "react";

interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  readonly error?: string | undefined;
}

export function Field({ label, error, className, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-small">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className="h-9 rounded-md border border-line-strong bg-surface px-3 text-base outline-offset-0 placeholder:text-ink-faint sm:text-small"
        {...rest}
      />
      {error !== undefined && (
        <p id={`${id}-error`} className="text-danger text-xs">
          {error}
        </p>
      )}
    </div>
  );
}
