"""The module that Django loads for ``ENGINE = "automaton.postgresql"``."""

from __future__ import annotations

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL


class DatabaseWrapper(PostgreSQL):
    """Looks at the socket where Django would send ``SELECT 1`` at the start of every request.

    An idle connection has nothing to read, unless the server has closed it or said why it will. What this cannot
    see, such as a cut cable, fails the first query, as it also would a moment after a ``SELECT 1``.
    """

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed:
            return False
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN)
        return not poll.poll(0)
