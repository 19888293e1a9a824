import { type FormEvent, useState } from "react";
import { Navigate, useLocation } from "react-router-dom";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Logo } from "@/ui/Logo";
import { Notice } from "@/ui/Notice";
import { useIsSignedIn } from "./useSession";
import { useSignIn } from "./useSignIn";

export function SignInPage() {
  const location = useLocation();
  const isSignedIn = useIsSignedIn();
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  if (isSignedIn) return <Navigate to={cameFrom(location.state)} replace />;

  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate({ email, password });
  }

  return (
    <main className="dotted flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <title>Sign in · Automaton</title>
      <div className="w-full max-w-88 rounded-xl border border-line bg-surface p-7 shadow-card">
        <Logo className="size-10" />
        <h1 className="mt-5 font-semibold text-lg tracking-tight">Sign in to Automaton</h1>
        <p className="mt-1 text-ink-soft text-small">Draw a workflow, run it, watch every node live.</p>
        <form onSubmit={submit} className="mt-6 flex flex-col gap-4">
          <Field
            label="Email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Field
            label="Password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {signIn.error && <Notice>{signIn.error.message}</Notice>}
          <Button type="submit" variant="solid" isBusy={signIn.isPending} className="mt-1 w-full">
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}

/** Where RequireSession turned the person away; only ever a path of ours. */
function cameFrom(state: unknown): string {
  const from = (state as { readonly from?: unknown } | null)?.from;
  return typeof from === "string" && from.startsWith("/") ? from : "/";
}
