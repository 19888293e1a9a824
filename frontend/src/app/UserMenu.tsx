import { LogOut } from "lucide-react";
import type { Me } from "@/api/types";
import { useSignOut } from "@/features/auth/useSignOut";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";

export function UserMenu({ me }: { readonly me: Me }) {
  const signOut = useSignOut();
  const name = me.user.name || me.user.email;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${name}`}
          className="flex size-8 items-center justify-center rounded-full border border-line bg-raised font-medium text-ink-soft text-xs uppercase hover:text-ink"
        >
          {initials(name)}
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-small">{name}</p>
        <p className="truncate text-ink-soft text-xs">{me.user.email}</p>
        <p className="mt-1 text-ink-faint text-xs capitalize">
          {me.role} · {me.organization.name}
        </p>
      </div>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const [first = "", second = ""] = name.split(/[\s.@_-]+/);
  return first.slice(0, 1) + second.slice(0, 1);
}
