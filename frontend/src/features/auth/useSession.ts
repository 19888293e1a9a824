import { useSyncExternalStore } from "react";
import { session } from "@/api/instance";

/** Whether somebody is signed in. */
export function useIsSignedIn(): boolean {
  return useSyncExternalStore(session.subscribe, () => session.isOpen);
}
