import { Problem } from "@/api/problem";

interface ProblemListProps {
  readonly error: Error;
  /** The name a person knows a node by. */
  readonly nameOf?: (nodeId: string) => string;
}

/** Why the server refused: its sentence, then what it found, node by node. */
export function ProblemList({ error, nameOf = (nodeId) => nodeId }: ProblemListProps) {
  const problems = error instanceof Problem ? error.problems : [];
  return (
    <>
      <p>{error.message}</p>
      {problems.length > 0 && (
        <ul className="mt-1.5 list-disc space-y-1 pl-4 text-ink-soft">
          {problems.map((problem) => (
            <li key={`${problem.node} ${problem.field} ${problem.code}`}>
              {problem.node && <b className="font-medium text-ink">{nameOf(problem.node)}: </b>}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
