import type { ProblemDetail } from "./types";

/** A refusal of the API: an RFC 9457 problem document, or what we make of an answer that is none. */
export class Problem extends Error {
  override readonly name = "Problem";

  readonly status: number;
  readonly code: string;
  readonly problems: readonly ProblemDetail[];

  constructor(status: number, code: string, message: string, problems: readonly ProblemDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

/** The server could not be reached at all; the same request may succeed later. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export async function problemFrom(response: Response): Promise<Problem> {
  const document = await readDocument(response);
  const message = text(document.detail) ?? text(document.title) ?? `The server answered ${response.status}.`;
  const problems = Array.isArray(document.problems) ? (document.problems as ProblemDetail[]) : [];
  return new Problem(response.status, text(document.code) ?? `http_${response.status}`, message, problems);
}

/** A proxy in between answers with HTML or nothing: that is a problem too, only without details. */
async function readDocument(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const document: unknown = await response.json();
    return typeof document === "object" && document !== null ? { ...document } : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
