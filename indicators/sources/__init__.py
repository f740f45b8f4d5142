"""Where statistics come from: one small class a provider, which turns a question into values and knows no models."""

from collections.abc import Callable
from typing import Protocol

from indicators.sources.door import Door
from indicators.sources.kolada import Kolada
from indicators.sources.pxweb import PxWeb1, PxWeb2
from indicators.sources.values import Answer, Description, Found, Query


class Provider(Protocol):
    has_folders: bool

    def search(self, words: str, folder: str = "") -> list[Found]: ...

    def describe(self, key: str) -> Description: ...

    def fetch(self, query: Query) -> Answer: ...


PROVIDERS: dict[str, Callable[[Door, str, str, int], Provider]] = {
    "kolada": Kolada,
    "pxweb1": PxWeb1,
    "pxweb2": PxWeb2,
}


def open_source(kind: str, door: Door, address: str, place_variable: str, max_cells: int) -> Provider:
    return PROVIDERS[kind](door, address, place_variable, max_cells)
