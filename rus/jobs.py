"""Jobs whose truth is a row: how one is handed to a worker."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

logger = logging.getLogger(__name__)


def hand_over(task: Any, pk: int, unheard: Callable[[], object] | None = None) -> None:
    """Give the row's task to a worker once the transaction has held.

    Where no broker answers the row stays as it is, for the sweep to take up, unless `unheard` does something else.
    """
    transaction.on_commit(partial(_send, task, pk, unheard))


def _send(task: Any, pk: int, unheard: Callable[[], object] | None) -> None:
    try:
        task.delay(pk)
    except OSError:
        logger.warning("%s %s: no broker answers", task.name, pk)
        if unheard:
            unheard()
