import { Problem } from "@/api/problem";

/** Why the server refused: its sentence, then all that it found; each names the node it is about. */
export function ProblemList({ error }: { readonly error: Error }) {
  const problems = error instanceof Problem ? error.problems : [];
  return (
    <>
      <p>{error.message}</p>
      {problems.length > 0 && (
        <ul className="mt-1.5 list-disc space-y-1 pl-4 text-ink-soft">
          {problems.map((problem) => (
            <li key={`${problem.node} ${problem.edge} ${problem.field} ${problem.code}`}>
              {problem.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
