import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "react-router-dom";
import { meQuery } from "@/features/auth/useMe";
import { useIsSignedIn } from "@/features/auth/useSession";
import { ErrorState } from "@/ui/ErrorState";
import { PageSkeleton } from "@/ui/PageSkeleton";
import { Shell } from "./Shell";

/** The door to every page but the sign-in page. */
export function RequireSession() {
  const isSignedIn = useIsSignedIn();
  const location = useLocation();
  if (!isSignedIn)
    return <Navigate to="/sign-in" replace state={{ from: location.pathname + location.search }} />;
  return <SignedIn />;
}

function SignedIn() {
  const { data: me, error, refetch } = useQuery(meQuery);
  if (me) return <Shell me={me} />;
  if (error)
    return <ErrorState title="Your account could not be loaded" error={error} onRetry={() => refetch()} />;
  return <PageSkeleton />;
}
