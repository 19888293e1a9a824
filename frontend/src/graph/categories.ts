/** The tones of the palette's shelves (`Category` in workflows/nodes/base.py), written out for the stylesheet. */
const TONES: Readonly<Record<string, string>> = {
  triggers: "tone-[var(--category-triggers)]",
  flow: "tone-[var(--category-flow)]",
  data: "tone-[var(--category-data)]",
  network: "tone-[var(--category-network)]",
  code: "tone-[var(--category-code)]",
  messaging: "tone-[var(--category-messaging)]",
  storage: "tone-[var(--category-storage)]",
  ai: "tone-[var(--category-ai)]",
};

export function categoryTone(category: string | undefined): string {
  return TONES[category ?? ""] ?? "tone-[var(--category-other)]";
}
