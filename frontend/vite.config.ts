import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const HTTP_SERVER = process.env.AUTOMATON_HTTP_URL ?? "http://127.0.0.1:8000";
const REALTIME_SERVER = process.env.AUTOMATON_REALTIME_URL ?? "ws://127.0.0.1:8001";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: {
    port: 3000,
    strictPort: true,
    proxy: {
      "/api": HTTP_SERVER,
      "/ws": { target: REALTIME_SERVER, ws: true },
    },
  },
  build: {
    // The content security policy allows fonts and scripts from our own origin only, never from data: URLs.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  test: {
    // Pure logic and network clients run in Node; a component test asks for jsdom in its first line.
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
