export type JsonTokenKind = "key" | "string" | "number" | "word" | "plain";

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
  /** Offset in the text: tells tokens apart. */
  readonly at: number;
}

const TOKEN =
  /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)/g;

/** Cuts valid JSON text into pieces by what they are; together they are the text again. */
export function tokenizeJson(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: "plain", text: text.slice(end, match.index), at: end });
    tokens.push({ kind: kindOf(match), text: match[0], at: match.index });
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: "plain", text: text.slice(end), at: end });
  return tokens;
}

function kindOf(match: RegExpExecArray): JsonTokenKind {
  const { key, string, number } = match.groups ?? {};
  if (key !== undefined) return "key";
  if (string !== undefined) return "string";
  return number === undefined ? "word" : "number";
}
