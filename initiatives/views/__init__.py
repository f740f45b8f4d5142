from initiatives.views.pages import actor, actors, detail, index, versions
from initiatives.views.telling import (
    change,
    connect,
    mine,
    new,
    receipt,
    review,
    revision,
    similar,
    tell,
    tell_news,
    withdraw,
)

__all__ = [
    "actor",
    "actors",
    "change",
    "connect",
    "detail",
    "index",
    "mine",
    "new",
    "receipt",
    "review",
    "revision",
    "similar",
    "tell",
    "tell_news",
    "versions",
    "withdraw",
]
