import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { realtime } from "@/realtime/instance";
import { organizationRoom } from "@/realtime/protocol";
import { executionLists } from "./queries";

/** A busy organization starts many executions a second; lists are read anew at most this often. */
const AT_MOST_EVERY_MS = 1_500;

/** Lists of executions on the screen follow what starts and ends in the organization. */
export function useLiveLists(organizationId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      void queryClient.invalidateQueries({ queryKey: executionLists });
    };
    const leave = realtime.join(organizationRoom(organizationId), () => {
      timer ??= setTimeout(refresh, AT_MOST_EVERY_MS);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [organizationId, queryClient]);
}
