import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/ui/IconButton";
import { toggleTheme, useTheme } from "./theme";

export function ThemeToggle() {
  const isDark = useTheme() === "dark";
  return (
    <IconButton label={isDark ? "Switch to light mode" : "Switch to dark mode"} onClick={toggleTheme}>
      {isDark ? <Sun aria-hidden className="size-4" /> : <Moon aria-hidden className="size-4" />}
    </IconButton>
  );
}
