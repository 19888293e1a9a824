import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton";

interface DialogProps {
  readonly title: string;
  readonly description: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal: holds the focus, closes on Escape; from the bottom edge on a phone. */
export function Dialog({ title, description, isOpen, onClose, children }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil backdrop-blur-[2px]" />
        <Radix.Content className="fixed inset-x-0 bottom-0 z-50 flex max-h-[90dvh] flex-col rounded-t-xl border border-line bg-surface shadow-overlay sm:inset-x-auto sm:top-[14vh] sm:bottom-auto sm:left-1/2 sm:w-[34rem] sm:-translate-x-1/2 sm:rounded-xl">
          <header className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="truncate font-semibold text-[0.9375rem]">{title}</Radix.Title>
              <Radix.Description className="mt-0.5 text-ink-soft text-small">{description}</Radix.Description>
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mr-2">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
