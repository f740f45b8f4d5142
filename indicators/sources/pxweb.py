"""PxWebApi v1 and v2 (SCB, Folkhälsodata, Jordbruksverket and every other PxWeb). Both answer with JSON-stat 2."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_noop

from indicators.sources import jsonstat
from indicators.sources.door import Door
from indicators.sources.errors import SourceRejected
from indicators.sources.values import Answer, Description, Found, Query, Value, Variable

PAGE_SIZE = "50"
NOT_A_TABLE = gettext_noop("%(key)s is not a table that can be read.")


class PxWeb:
    """What both versions share: which values of which variables to ask for, in parts that the source allows."""

    has_folders = False

    def __init__(self, door: Door, address: str, place_variable: str = "Region", max_cells: int = 100_000):
        self.door, self.address = door, address
        self.place_variable, self.max_cells = place_variable, max_cells

    def describe(self, key: str) -> Description:
        raise NotImplementedError

    def ask(self, key: str, chosen: Mapping[str, Sequence[str]]) -> Any:
        """One answer in JSON-stat 2."""
        raise NotImplementedError

    def fetch(self, query: Query) -> Answer:
        """The first part is read at once, since it says what is measured."""
        chosen = choose(self.describe(query.key), query)
        place = next(code for code, (_values, is_place) in chosen.items() if is_place)
        parts = self._parts({code: values for code, (values, _place) in chosen.items()}, place)
        first = self.ask(query.key, next(parts))

        def values() -> Iterator[Value]:
            yield from jsonstat.values(first, query, place)
            for part in parts:
                yield from jsonstat.values(self.ask(query.key, part), query, place)

        return Answer(jsonstat.measure(first), values())

    def _parts(self, chosen: Mapping[str, Sequence[str]], place: str) -> Iterator[Mapping[str, Sequence[str]]]:
        """The question cut by place so that no answer passes the source's limit of cells."""
        a_place = prod(len(values) for code, values in chosen.items() if code != place)
        if a_place > self.max_cells:
            raise SourceRejected(
                gettext_noop("The selection holds %(cells)s values a place; the source gives %(limit)s. Select less."),
                cells=a_place,
                limit=self.max_cells,
            )
        size = max(1, self.max_cells // a_place)
        places = chosen[place]
        for start in range(0, len(places), size):
            yield {**chosen, place: places[start : start + size]}


def choose(table: Description, query: Query) -> dict[str, tuple[list[str], bool]]:
    """Values to ask for by variable, and whether it is the place's. SourceRejected if the table has changed."""
    known = {variable.code: variable for variable in table.variables}
    for code in query.selection:
        if code not in known:
            raise SourceRejected(
                gettext_noop("The table no longer has the variable %(variable)s. Look at the series' selection."),
                variable=code,
            )
    chosen = {}
    for variable in table.variables:
        values = _values_of(variable, query)
        if values:
            chosen[variable.code] = (values, variable.is_place)
    if not any(is_place for _values, is_place in chosen.values()) or not any(one.is_time for one in table.variables):
        raise SourceRejected(gettext_noop("The table has no variable for time, or none for place."))
    return chosen


def _values_of(variable: Variable, query: Query) -> list[str]:
    if variable.is_place:
        wanted = set(query.places)
        found = [code for code in variable.values if code in wanted]
        if not found:
            raise SourceRejected(gettext_noop("The table has none of the places that the series follows."))
        return found
    if variable.is_time:
        # v2 says periods in either order; as text they sort in time.
        periods = sorted(variable.values)
        return periods[-query.latest :] if query.latest else periods
    wanted_values = query.selection.get(variable.code)
    if wanted_values:
        gone = [value for value in wanted_values if value not in variable.values]
        if gone:
            raise SourceRejected(
                gettext_noop("The table no longer has %(value)s among the values of %(variable)s."),
                value=", ".join(gone),
                variable=variable.code,
            )
        return list(wanted_values)
    if variable.may_be_left_out:
        return []
    if len(variable.values) == 1:
        return list(variable.values)
    raise SourceRejected(
        gettext_noop("The table has the variable %(variable)s, of which the series selects nothing."),
        variable=variable.code,
    )


class PxWeb1(PxWeb):
    """`GET` a folder or a table's variables, `POST` a query (SCB: 10 calls in 10 s, 100,000 cells)."""

    has_folders = True

    def _url(self, key: str) -> str:
        return f"{self.address}/{quote(key.strip('/'))}"

    def search(self, words: str, folder: str = "") -> list[Found]:
        """What lies in a folder; words narrow it down. The older interface has no search of its own."""
        found = self.door.get(self._url(folder))
        if not isinstance(found, list):
            raise SourceRejected(NOT_A_TABLE, key=folder)
        prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
        entries = [
            Found(prefix + str(one.get("id") or one.get("dbid")), one["text"], "", one.get("type", "l") != "t")
            for one in found
            if one.get("type") != "h"
        ]
        return [one for one in entries if words.casefold() in one.title.casefold()]

    def describe(self, key: str) -> Description:
        found = self.door.get(self._url(key))
        try:
            variables = [
                Variable(
                    one["code"],
                    one["text"],
                    dict(zip(one["values"], one["valueTexts"], strict=True)),
                    bool(one.get("elimination")),
                    bool(one.get("time")) or one["code"] == "Tid",
                    one["code"] == self.place_variable,
                    one["code"] == "ContentsCode",
                )
                for one in found["variables"]
            ]
            return Description(key, found["title"], variables=variables)
        except (KeyError, TypeError, ValueError):
            raise SourceRejected(NOT_A_TABLE, key=key) from None

    def ask(self, key: str, chosen: Mapping[str, Sequence[str]]) -> Any:
        query = [
            {"code": code, "selection": {"filter": "item", "values": list(values)}} for code, values in chosen.items()
        ]
        return self.door.post(self._url(key), {"query": query, "response": {"format": "json-stat2"}})


class PxWeb2(PxWeb):
    """Tables by id (SCB: statistikdatabasen.scb.se/api/v2). The limit of cells is read from `/config`."""

    def _config(self) -> None:
        found = self.door.get(f"{self.address}/config")
        limit = found.get("maxDataCells") if isinstance(found, dict) else None
        if isinstance(limit, int) and limit > 0:
            self.max_cells = limit

    def search(self, words: str, folder: str = "") -> list[Found]:
        found = self.door.get(f"{self.address}/tables", {"query": words, "lang": "sv", "pageSize": PAGE_SIZE})
        try:
            return [
                Found(one["id"], one["label"], f"{one.get('firstPeriod', '')}\N{EN DASH}{one.get('lastPeriod', '')}")
                for one in found["tables"]
            ]
        except (KeyError, TypeError):
            raise SourceRejected(gettext_noop("The answer does not look like PxWeb's.")) from None

    def describe(self, key: str) -> Description:
        found = self.door.get(f"{self.address}/tables/{quote(key)}/metadata", {"lang": "sv"})
        if not isinstance(found, dict):
            raise SourceRejected(NOT_A_TABLE, key=key)
        variables = [
            Variable(
                one.code,
                one.label,
                {code: one.labels.get(code, code) for code in one.codes},
                one.may_be_left_out,
                one.role == "time" or one.code == "Tid",
                one.code == self.place_variable,
                one.role == "metric",
            )
            for one in jsonstat.dimensions(found)
        ]
        return Description(key, str(found.get("label", key)), variables=variables)

    def fetch(self, query: Query) -> Answer:
        self._config()
        return super().fetch(query)

    def ask(self, key: str, chosen: Mapping[str, Sequence[str]]) -> Any:
        selection = [{"variableCode": code, "valueCodes": list(values)} for code, values in chosen.items()]
        return self.door.post(
            f"{self.address}/tables/{quote(key)}/data",
            {"selection": selection},
            {"lang": "sv", "outputFormat": "json-stat2"},
        )
