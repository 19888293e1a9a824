import { auth, config } from "@/api/endpoints";
import { RealtimeClient } from "./client";

/** The one realtime client of this browser tab. */
export const realtime = new RealtimeClient({
  address: async () => {
    const [url, { ticket }] = await Promise.all([realtimeUrl(), auth.ticket()]);
    url.searchParams.set("ticket", ticket);
    return url.href;
  },
  open: (address) => new WebSocket(address),
});

/** The server says where its websockets are; one that does not know leaves it to the proxy in front of it. */
async function realtimeUrl(): Promise<URL> {
  const sameOrigin = new URL("/ws/", window.location.href);
  sameOrigin.protocol = sameOrigin.protocol === "https:" ? "wss:" : "ws:";
  try {
    const { realtimeUrl: told } = await config.get();
    return told ? new URL(told, sameOrigin) : sameOrigin;
  } catch {
    return sameOrigin;
  }
}
