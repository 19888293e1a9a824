import { useSyncExternalStore } from "react";
import type { ConnectionState } from "./client";
import { realtime } from "./instance";

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(realtime.subscribe, realtime.getState);
}
