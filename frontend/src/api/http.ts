import { Problem, problemFrom, Unreachable } from "./problem";
import type { Session } from "./session";
import type { TokenPair } from "./types";

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * The one way to the REST API. Sends the access token, renews it once when it has expired (however many
 * requests notice at the same time), and throws Problem or Unreachable.
 */
export class Http {
  readonly #baseUrl: string;
  readonly #session: Session;
  #renewal: Promise<void> | null = null;

  constructor(baseUrl: string, session: Session) {
    this.#baseUrl = baseUrl;
    this.#session = session;
  }

  get<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.request<T>("GET", path, options);
  }

  post<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.request<T>("POST", path, options);
  }

  async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    // After a reload only the refresh token is there: renew first, rather than be refused first.
    if (this.#session.isOpen && this.#session.access === null) await this.#renew();
    const access = this.#session.access;
    const response = await this.#send(method, path, options, access);
    if (response.status !== 401 || access === null) return read<T>(response);
    if (this.#session.access === access) await this.#renew();
    return read<T>(await this.#send(method, path, options, this.#session.access));
  }

  /** Sends without a token and without renewal: for signing in. */
  async requestAnonymously<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    return read<T>(await this.#send(method, path, options, null));
  }

  #renew(): Promise<void> {
    this.#renewal ??= this.#exchangeRefreshToken().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #exchangeRefreshToken(): Promise<void> {
    const refresh = this.#session.refresh;
    if (refresh === null) throw new Problem(401, "signed_out", "You are signed out. Sign in again.");
    try {
      const renewed = await this.requestAnonymously<Partial<TokenPair> & Pick<TokenPair, "access">>(
        "POST",
        "/auth/refresh",
        { body: { refresh } },
      );
      this.#session.open({ refresh, ...renewed });
    } catch (error) {
      // Refused is the end of the session; unreachable is not.
      if (error instanceof Problem && error.status < 500) this.#session.close();
      throw error;
    }
  }

  async #send(
    method: Method,
    path: string,
    options: RequestOptions,
    access: string | null,
  ): Promise<Response> {
    const headers = new Headers({ Accept: "application/json", ...options.headers });
    if (access !== null) headers.set("Authorization", `Bearer ${access}`);
    const init: RequestInit = { method, headers };
    if (options.signal) init.signal = options.signal;
    if (options.body !== undefined) {
      headers.set("Content-Type", "application/json");
      init.body = JSON.stringify(options.body);
    }
    try {
      return await fetch(this.#baseUrl + path + queryString(options.query), init);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Unreachable("The server cannot be reached. Check your connection and try again.");
    }
  }
}

/** The type is the caller's word for what the API promises; the API's own tests hold it to that. */
async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemFrom(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

function queryString(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
