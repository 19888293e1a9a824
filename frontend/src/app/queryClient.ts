import { QueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";

/** Server data lives here and nowhere else. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only what may be gone a moment later is asked again.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
});
