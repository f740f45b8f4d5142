"""What can go wrong at a source, a sentence each: a message id with its values, to be read in any language."""

from django.utils.translation import gettext


class SourceError(Exception):
    def __init__(self, message: str, **values: object):
        self.message, self.values = message, values
        super().__init__(message)

    def __str__(self) -> str:
        return gettext(self.message) % self.values


class SourceUnavailable(SourceError):
    """Trying again may help. `retry_after` is the pause in seconds that the source asked for, if it did."""

    def __init__(self, message: str, retry_after: float | None = None, **values: object):
        self.retry_after = retry_after
        super().__init__(message, **values)


class SourceRejected(SourceError):
    """Trying again does not help: the address, the question or the answer is wrong."""
