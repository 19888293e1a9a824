"""Running a program that refuses root as ``nobody``, when we are root.

The other user has to walk through every parent folder of what it uses. Where one is closed, the
program keeps CAP_DAC_OVERRIDE as its only capability; a container may withhold that one too, and then
the folder has to be opened.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
from dataclasses import dataclass
from pathlib import Path

from automaton.embedded.errors import EmbeddedError

UNPRIVILEGED = "nobody"
CAP_DAC_OVERRIDE = 1  # bit number in linux/capability.h


@dataclass(frozen=True, slots=True)
class Privileges:
    """Options of setpriv(1); none when we are not root."""

    options: tuple[str, ...]
    owner: tuple[int, int] | None

    @classmethod
    def for_user_program(cls, *places: Path) -> Privileges:
        """What a program needs that uses ``places`` and refuses root."""
        if os.geteuid() != 0:
            return cls((), None)
        if shutil.which("setpriv") is None:
            raise EmbeddedError(
                f"PostgreSQL refuses to run as root, and setpriv, which starts it as {UNPRIVILEGED}, was not found; "
                "install it (Debian and Ubuntu: apt-get install util-linux), or run as another user."
            )
        user = pwd.getpwnam(UNPRIVILEGED)
        options: tuple[str, ...] = ("--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups")
        if closed := next((parent for place in places for parent in place.parents if not _is_open(parent)), None):
            if not _may_pass_on(CAP_DAC_OVERRIDE):
                raise EmbeddedError(
                    f"PostgreSQL refuses to run as root and the user {UNPRIVILEGED} cannot enter {closed}; "
                    f"run as another user, open the folder with `chmod o+x {closed}`, or give DATABASE_URL."
                )
            # The last option keeps the capability in force for access(2), with which initdb looks for its programs.
            options += ("--inh-caps", "-all,+dac_override", "--ambient-caps", "-all,+dac_override")
            options += ("--securebits", "+no_setuid_fixup")
        return cls(options, (user.pw_uid, user.pw_gid))

    def prefix(self, death_signal: signal.Signals) -> tuple[str, ...]:
        """The words to put before a command.

        Changing the user clears the parent-death signal that the process had, hence the option.
        """
        if not self.options:
            return ()
        return ("setpriv", "--pdeathsig", death_signal.name.removeprefix("SIG"), *self.options, "--")

    def give(self, path: Path) -> None:
        """Make ``path`` the unprivileged user's."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def _is_open(folder: Path) -> bool:
    """Whether everybody may walk through; a folder yet to be made will be."""
    return not folder.exists() or bool(folder.stat().st_mode & stat.S_IXOTH)


def _may_pass_on(capability: int) -> bool:
    """Whether this process has ``capability`` and may hand it to a child."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    sets = {
        name: int(value, 16) for name, _, value in (line.partition(":") for line in lines) if name.startswith("Cap")
    }
    return all(sets[name] >> capability & 1 for name in ("CapPrm", "CapBnd"))
