import { auth } from "@/api/endpoints";
import { session } from "@/api/instance";

/** Ends the session here at once; the server is told, but an unreachable server keeps nobody signed in. */
export function useSignOut(): () => void {
  return () => {
    const { refresh } = session;
    session.close();
    if (refresh !== null) auth.signOut(refresh).catch(() => {});
  };
}
