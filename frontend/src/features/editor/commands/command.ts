import type { Graph } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import type { Change } from "@/graph/change";

/**
 * An editor command decides; it does nothing. Given the drawing and its arguments it answers with a change for
 * the history to apply, or with the reason why not. Menus, keys, drags and the assistant all go through it.
 */
export type Command<Arguments, Code extends string> = (
  graph: Graph,
  args: Arguments,
  catalogue: Catalogue,
) => Decision<Code>;

export type Decision<Code extends string> =
  | { readonly ok: true; readonly change: Change }
  | { readonly ok: false; readonly refusal: Refusal<Code> };

export interface Refusal<Code extends string> {
  readonly code: Code;
  /** A sentence for the person: names the thing, what is wrong and what to do. */
  readonly message: string;
  /** The nodes it is about, for the canvas to point at. */
  readonly nodes: readonly string[];
}

export function accept(label: string, steps: Change["steps"]): Decision<never> {
  return { ok: true, change: { label, steps } };
}

export function refuse<Code extends string>(
  code: Code,
  message: string,
  nodes: readonly string[],
): Decision<Code> {
  return { ok: false, refusal: { code, message, nodes } };
}
