import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryStorage } from "@/test/memoryStorage";
import { Http } from "./http";
import { Problem, Unreachable } from "./problem";
import { Session } from "./session";

/** A server whose access tokens are "a1", "a2" ...: each refresh makes the next and ends the one before. */
let server: Server;
let session: Session;
let http: Http;
let generation: number;
let renewals: number;
let isRefreshAccepted: boolean;

beforeEach(async () => {
  generation = 1;
  renewals = 0;
  isRefreshAccepted = true;
  server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.url === "/auth/refresh") {
      renewals++;
      if (!isRefreshAccepted)
        return answer(401, { code: "token_not_valid", detail: "Token is blacklisted." });
      generation++;
      return answer(200, { access: `a${generation}`, refresh: `r${generation}` });
    }
    if (request.url === "/broken") return response.writeHead(502).end("<html>Bad gateway</html>");
    if (request.headers.authorization !== `Bearer a${generation}`)
      return answer(401, { code: "unauthorized" });
    if (request.url === "/empty") return response.writeHead(204).end();
    return answer(200, { url: request.url });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  session = new Session(new MemoryStorage());
  session.open({ access: "a1", refresh: "r1" });
  http = new Http(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, session);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("query parameters that are not given are left out", async () => {
  await expect(http.get("/things", { query: { cursor: null, limit: 5, q: "a b" } })).resolves.toEqual({
    url: "/things?limit=5&q=a+b",
  });
});

test("an answer without content is undefined", async () => {
  await expect(http.get("/empty")).resolves.toBeUndefined();
});

test("many requests that meet an expired token renew it once, and all succeed", async () => {
  generation = 7;
  const answers = await Promise.all([http.get("/a"), http.get("/b"), http.get("/c")]);
  expect(answers).toEqual([{ url: "/a" }, { url: "/b" }, { url: "/c" }]);
  expect(renewals).toBe(1);
  expect(session.refresh).toBe("r8");
});

test("after a reload the first request renews before it asks", async () => {
  const storage = new MemoryStorage();
  new Session(storage).open({ access: "a1", refresh: "r1" });
  session = new Session(storage);
  http = new Http(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, session);
  await expect(http.get("/a")).resolves.toEqual({ url: "/a" });
  expect(session.access).toBe("a2");
});

test("a refused renewal ends the session", async () => {
  generation = 7;
  isRefreshAccepted = false;
  await expect(http.get("/a")).rejects.toThrow("Token is blacklisted.");
  expect(session.isOpen).toBe(false);
});

test("an answer that is no problem document still says what happened", async () => {
  const problem = await http.get("/broken").catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 502, code: "http_502", message: "The server answered 502." });
});

test("a server that cannot be reached does not end the session", async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(http.get("/a")).rejects.toBeInstanceOf(Unreachable);
  expect(session.isOpen).toBe(true);
});
