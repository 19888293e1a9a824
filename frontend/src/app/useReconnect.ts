import { useEffect } from "react";
import { realtime } from "@/realtime/instance";

/** The browser knows best when it is worth trying again: back online, or the tab looked at again. */
export function useReconnect(): void {
  useEffect(() => {
    const retry = () => {
      if (document.visibilityState === "visible") realtime.retryNow();
    };
    window.addEventListener("online", retry);
    document.addEventListener("visibilitychange", retry);
    return () => {
      window.removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", retry);
    };
  }, []);
}
