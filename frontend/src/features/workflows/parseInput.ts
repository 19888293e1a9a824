import type { JsonObject } from "@/api/types";

export type ParsedInput =
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly message: string };

/** What a person typed as the input of an execution: a JSON object, or nothing at all for an empty one. */
export function parseInput(text: string): ParsedInput {
  if (text.trim() === "") return { ok: true, input: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `This is not valid JSON: ${error instanceof Error ? error.message : ""}` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, message: 'The input is a JSON object: {"name": "value"}.' };
  }
  return { ok: true, input: value as JsonObject };
}
