import { useMutation } from "@tanstack/react-query";
import { auth } from "@/api/endpoints";
import { session } from "@/api/instance";

interface SignIn {
  readonly email: string;
  readonly password: string;
}

export function useSignIn() {
  return useMutation({
    mutationFn: ({ email, password }: SignIn) => auth.signIn(email, password),
    onSuccess: (tokens) => session.open(tokens),
  });
}
