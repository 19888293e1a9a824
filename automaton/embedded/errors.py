"""The one error of this package: a sentence for the person at the terminal."""


class EmbeddedError(Exception):
    """What is wrong, why, and what to do about it; the command prints it and exits with status 1."""
