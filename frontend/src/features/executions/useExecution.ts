import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { realtime } from "@/realtime/instance";
import { executionRoom } from "@/realtime/protocol";
import { useConnectionState } from "@/realtime/useConnection";
import { executionQuery } from "./queries";
import { receiveFrame } from "./receiveFrame";
import { isExecutionOver } from "./states";

/** Without a websocket the page still moves, only less smoothly. */
const POLL_MS = 2_500;

/** An execution, kept up to date for as long as it lives: over the websocket, or by asking when there is none. */
export function useExecution(executionId: string) {
  const queryClient = useQueryClient();
  const isConnected = useConnectionState() === "open";
  const query = useQuery({
    ...executionQuery(executionId),
    refetchInterval: ({ state }) =>
      isConnected || !state.data || isExecutionOver(state.data.status) ? false : POLL_MS,
  });
  const isAlive = query.data !== undefined && !isExecutionOver(query.data.status);

  useEffect(() => {
    if (!isAlive) return;
    const room = executionRoom(executionId);
    const { queryKey } = executionQuery(executionId);
    return realtime.join(room, (frame) => {
      const known = queryClient.getQueryData(queryKey);
      if (!known) return;
      const { execution, mustRejoin } = receiveFrame(known, frame);
      queryClient.setQueryData(queryKey, execution);
      if (mustRejoin) realtime.rejoin(room);
    });
  }, [executionId, isAlive, queryClient]);

  return query;
}
