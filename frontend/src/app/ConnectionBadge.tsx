import { clsx } from "clsx";
import type { ConnectionState } from "@/realtime/client";
import { realtime } from "@/realtime/instance";
import { useConnectionState } from "@/realtime/useConnection";

const SHOWN: Readonly<Record<ConnectionState, { tone: string; word: string; explanation: string }>> = {
  idle: {
    tone: "tone-[var(--status-pending)]",
    word: "Offline",
    explanation: "Not connected",
  },
  connecting: {
    tone: "tone-[var(--status-queued)]",
    word: "Connecting",
    explanation: "Connecting to live updates",
  },
  open: {
    tone: "tone-[var(--status-completed)]",
    word: "Live",
    explanation: "Connected: what you see is up to date",
  },
  waiting: {
    tone: "tone-[var(--status-failed)]",
    word: "Reconnecting",
    explanation: "Live updates are interrupted. Press to try again now",
  },
};

/** Whether what is on the screen is live. */
export function ConnectionBadge() {
  const { tone, word, explanation } = SHOWN[useConnectionState()];
  return (
    <button
      type="button"
      title={explanation}
      aria-label={`${word}. ${explanation}`}
      onClick={() => realtime.retryNow()}
      className={clsx(
        "flex h-8 items-center gap-2 rounded-md px-2 text-ink-soft text-xs hover:bg-raised",
        tone,
      )}
    >
      <span className="size-2 rounded-full bg-tone ring-tone-soft" />
      <span className="max-sm:sr-only">{word}</span>
    </button>
  );
}
