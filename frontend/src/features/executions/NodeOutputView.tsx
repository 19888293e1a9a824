import { useState } from "react";
import type { NodeExecution, Port } from "@/api/types";
import { portLabel } from "@/graph/ports";
import { JsonView } from "@/ui/JsonView";
import { SegmentedControl } from "@/ui/SegmentedControl";

/** More than this many items make the browser slow before they make anybody wiser. */
const MOST_SHOWN = 100;

interface NodeOutputViewProps {
  readonly output: NonNullable<NodeExecution["output"]>;
  readonly ports: readonly Port[];
}

/** The items that left a node, port by port. */
export function NodeOutputView({ output, ports }: NodeOutputViewProps) {
  const names = Object.keys(output.counts);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? fullest(output.counts);
  const items = output.items[shown] ?? [];
  const count = output.counts[shown] ?? items.length;
  const options = names.map((name) => {
    const label = portLabel(ports.find((port) => port.name === name) ?? { name, label: "" });
    return { value: name, label: `${label} · ${output.counts[name]}` };
  });
  return (
    <section aria-label="Output" className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium text-small">Output</h3>
        {names.length > 1 ? (
          <SegmentedControl label="Output port" options={options} value={shown} onChange={setChosen} />
        ) : (
          <span className="text-ink-faint text-xs">{count === 1 ? "1 item" : `${count} items`}</span>
        )}
      </div>
      {items.length === 0 ? (
        <p className="py-4 text-center text-ink-soft text-small">No items left through this port.</p>
      ) : (
        <div className="rounded-md border border-line bg-page">
          <JsonView value={items.slice(0, MOST_SHOWN).map((item) => item.json)} />
        </div>
      )}
      {count > MOST_SHOWN && items.length > 0 && (
        <p className="text-ink-faint text-xs">
          Showing the first {Math.min(MOST_SHOWN, items.length)} of {count.toLocaleString()} items.
        </p>
      )}
    </section>
  );
}

/** The port people came to see: the first with anything on it. */
function fullest(counts: Readonly<Record<string, number>>): string {
  const names = Object.keys(counts);
  return names.find((name) => (counts[name] ?? 0) > 0) ?? names[0] ?? "main";
}
