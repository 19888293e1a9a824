import { Play } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { RunnableVersion, WorkflowSummary } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { SegmentedControl } from "@/ui/SegmentedControl";
import { ProblemList } from "./ProblemList";
import { parseInput } from "./parseInput";
import { useRun } from "./useRun";

interface RunDialogProps {
  readonly workflow: Pick<WorkflowSummary, "id" | "name" | "publishedVersion">;
  readonly onClose: () => void;
}

const VERSIONS = [
  { value: "published", label: "Published" },
  { value: "draft", label: "Draft" },
] as const;

export function RunDialog({ workflow, onClose }: RunDialogProps) {
  const inputId = useId();
  const run = useRun(workflow.id);
  const isPublished = workflow.publishedVersion !== null;
  const [version, setVersion] = useState<RunnableVersion>(isPublished ? "published" : "draft");
  const [text, setText] = useState("{}");
  const [mistake, setMistake] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = parseInput(text);
    setMistake(parsed.ok ? null : parsed.message);
    if (parsed.ok) run.mutate({ input: parsed.input, version });
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Run ${workflow.name}`}
      description="What the trigger passes on, as JSON."
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-4 pb-5">
        <label htmlFor={inputId} className="sr-only">
          Input
        </label>
        <textarea
          id={inputId}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          rows={8}
          aria-invalid={mistake !== null}
          className="resize-y rounded-md border border-line-strong bg-page px-3 py-2.5 font-mono text-base leading-5 outline-offset-0 sm:text-xs"
        />
        {mistake && <Notice>{mistake}</Notice>}
        {run.error && (
          <Notice>
            <ProblemList error={run.error} />
          </Notice>
        )}
        <div className="flex flex-wrap items-center justify-between gap-3">
          {isPublished ? (
            <SegmentedControl
              label="Version to run"
              options={VERSIONS}
              value={version}
              onChange={setVersion}
            />
          ) : (
            <p className="text-ink-soft text-xs">Runs the draft: nothing is published yet.</p>
          )}
          <Button type="submit" variant="solid" isBusy={run.isPending}>
            {!run.isPending && <Play aria-hidden className="size-3.5" />}
            Run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
