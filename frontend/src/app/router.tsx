import { createBrowserRouter, Navigate } from "react-router-dom";
import { SignInPage } from "@/features/auth/SignInPage";
import { WorkflowsPage } from "@/features/workflows/WorkflowsPage";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { CrashPage } from "./CrashPage";
import { NotFoundPage } from "./NotFoundPage";
import { RequireSession } from "./RequireSession";

/** Pages with a canvas are fetched when they are first opened: React Flow is most of the code. */
export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <PageSkeleton />,
    children: [
      { path: "/sign-in", element: <SignInPage /> },
      {
        element: <RequireSession />,
        children: [
          { path: "/", element: <Navigate to="/workflows" replace /> },
          { path: "/workflows", element: <WorkflowsPage /> },
          {
            path: "/workflows/:workflowId",
            lazy: async () => ({
              Component: (await import("@/features/workflows/WorkflowPage")).WorkflowPage,
            }),
          },
          {
            path: "/executions/:executionId",
            lazy: async () => ({
              Component: (await import("@/features/executions/ExecutionPage")).ExecutionPage,
            }),
          },
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
