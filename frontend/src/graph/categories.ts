import type { NodeType } from "@/api/types";

/** The tones of the palette's shelves, written out in full because the stylesheet is made from these words. */
const TONES: Readonly<Record<NodeType["category"], string>> = {
  triggers: "tone-[var(--category-triggers)]",
  flow: "tone-[var(--category-flow)]",
  data: "tone-[var(--category-data)]",
  network: "tone-[var(--category-network)]",
  code: "tone-[var(--category-code)]",
  messaging: "tone-[var(--category-messaging)]",
  storage: "tone-[var(--category-storage)]",
  ai: "tone-[var(--category-ai)]",
};

export function categoryTone(category: NodeType["category"] | undefined): string {
  return category ? TONES[category] : "tone-[var(--category-other)]";
}
