import { Http } from "./http";
import { Session } from "./session";

/** The one session and the one HTTP client of this browser tab. */
export const session = new Session(window.sessionStorage);
export const http = new Http("/api/v1", session);
