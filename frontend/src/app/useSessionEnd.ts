import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { session } from "@/api/instance";
import { realtime } from "@/realtime/instance";

/** When the session ends, by choice or because it was refused, nothing of it stays in this tab. */
export function useSessionEnd(): void {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      session.subscribe(() => {
        if (session.isOpen) return;
        realtime.close();
        queryClient.clear();
      }),
    [queryClient],
  );
}
