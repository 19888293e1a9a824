import { useMemo } from "react";
import { tokenizeJson } from "./tokenizeJson";

const COLOURS = {
  key: "text-accent",
  string: "tone-[var(--status-completed)] text-tone",
  number: "tone-[var(--status-queued)] text-tone",
  word: "tone-[var(--category-flow)] text-tone",
  plain: "text-ink-soft",
} as const;

/** A JSON value, indented and coloured; scrolls sideways rather than wrapping. */
export function JsonView({ value }: { readonly value: unknown }) {
  const tokens = useMemo(() => tokenizeJson(JSON.stringify(value, null, 2) ?? "undefined"), [value]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="overflow-x-auto px-3.5 py-3 font-mono text-xs leading-5">
      {tokens.map(({ kind, text, at }) => (
        <span key={at} className={COLOURS[kind]}>
          {text}
        </span>
      ))}
    </pre>
  );
}
