import { STATUS_WORD } from "@/ui/status";
import type { CardData } from "./NodeCard";
import { portLabel } from "./ports";

/** A card in words, for who cannot see it: "Check, If, completed, True 3 items, False 0 items". */
export function describeCard({ node, type, ports, run }: CardData): string {
  const parts = [node.name, type?.label ?? node.type];
  if (node.disabled) parts.push("disabled");
  if (run) parts.push(STATUS_WORD[run.status].toLowerCase());
  if (run?.error) parts.push(run.error.message);
  for (const port of ports.outputs) {
    const count = run?.counts[port.name];
    if (count === undefined) continue;
    const items = count === 1 ? "1 item" : `${count} items`;
    parts.push(ports.outputs.length > 1 ? `${portLabel(port)} ${items}` : items);
  }
  return parts.join(", ");
}
