import type { TokenPair } from "./types";

const STORAGE_KEY = "automaton.refresh";

/**
 * Who is signed in, as far as the browser knows: an access token and the refresh token that renews it.
 *
 * The access token lives in memory only: it goes with every request and nothing else should be able to read it.
 * The refresh token lives in sessionStorage so that a reload does not sign out. Not localStorage: there it would
 * outlive the tab, on shared machines too, and tabs would rotate it under each other's feet. A script injected
 * into the page could still read it; an HttpOnly cookie is the step after this one and needs the server's help.
 */
export class Session {
  #access: string | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get access(): string | null {
    return this.#access;
  }

  get refresh(): string | null {
    return this.#storage.getItem(STORAGE_KEY);
  }

  get isOpen(): boolean {
    return this.refresh !== null;
  }

  open(tokens: TokenPair): void {
    this.#access = tokens.access;
    this.#storage.setItem(STORAGE_KEY, tokens.refresh);
    this.#notify();
  }

  close(): void {
    this.#access = null;
    this.#storage.removeItem(STORAGE_KEY);
    this.#notify();
  }

  /** Called after every opening, renewal and end; shaped for useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
