import { Compass } from "lucide-react";
import { Link } from "react-router-dom";
import { EmptyState } from "@/ui/EmptyState";

export function NotFoundPage() {
  return (
    <EmptyState icon={<Compass aria-hidden />} title="There is no such page">
      <title>Not found · Automaton</title>
      <Link to="/workflows" className="text-accent hover:underline">
        Go to your workflows
      </Link>
    </EmptyState>
  );
}
