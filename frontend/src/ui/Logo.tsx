import mark from "./automaton.svg";

export function Logo({ className }: { readonly className?: string }) {
  return <img src={mark} alt="" className={className} />;
}
