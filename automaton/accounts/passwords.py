"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's 19 MiB profile: 20 ms a sign-in.

    Django's default takes 100 MiB and 8 threads each; eight sign-ins at once would need 800 MiB.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
