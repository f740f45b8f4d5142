"""Kolada API v3 (api.kolada.se/v3/docs): measures (KPI) × areas × years, split by gender where they are."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from indicators.sources.door import Door
from indicators.sources.errors import SourceRejected
from indicators.sources.jsonstat import read_number
from indicators.sources.values import (
    MISSING,
    Answer,
    Description,
    Found,
    Query,
    Value,
    breakdown_key,
    check_period,
)

# Kolada takes at most 25 ids in a part of the address.
IDS_A_CALL = 25
PER_PAGE = 5000
MOST_PAGES = 400


def area_id(place: str) -> str:
    """SCB's code as Kolada writes it: `18` is `0018`, `00` is `0000`, municipalities are alike."""
    return place.rjust(4, "0")


def place_code(area: str) -> str:
    return area[2:] if area.startswith("00") else area


class Kolada:
    has_folders = False

    def __init__(self, door: Door, address: str, place_variable: str = "", max_cells: int = 0):
        self.door, self.address = door, address

    def search(self, words: str, folder: str = "") -> list[Found]:
        found = self.door.get(f"{self.address}/kpi", {"title": words, "per_page": "100"})
        return [Found(one["id"], one["title"], one.get("description") or "") for one in _values(found)]

    def describe(self, key: str) -> Description:
        found = _values(self.door.get(f"{self.address}/kpi/{key}"))
        if not found:
            raise SourceRejected(gettext_noop("Kolada has no measure called %(key)s."), key=key)
        [one] = found[:1]
        return Description(key, one["title"], one.get("description") or "", one["title"])

    def fetch(self, query: Query) -> Answer:
        """All years of a measure for the places; the title is the measure, so that a new definition is seen."""
        return Answer(self.describe(query.key).title, self._fetch(query))

    def _fetch(self, query: Query) -> Iterator[Value]:
        areas = [area_id(place) for place in query.places]
        for start in range(0, len(areas), IDS_A_CALL):
            batch = ",".join(areas[start : start + IDS_A_CALL])
            url: str | None = f"{self.address}/data/kpi/{query.key}/municipality/{batch}"
            rows: list[Value] = []
            params: dict[str, str] | None = {"per_page": str(PER_PAGE)}
            for _page in range(MOST_PAGES):
                page = self.door.get(url or "", params)
                rows += parse(page, query)
                # The next address has its parameters in it already.
                url, params = page.get("next_url"), None
                if not url:
                    break
            yield from _latest(rows, query.latest)


def _latest(rows: Sequence[Value], count: int | None) -> Sequence[Value]:
    if count is None:
        return rows
    years = set(sorted({row.period for row in rows})[-count:])
    return [row for row in rows if row.period in years]


def _values(page: Any) -> list[dict[str, Any]]:
    if not isinstance(page, dict) or not isinstance(page.get("values"), list):
        raise SourceRejected(gettext_noop("The answer does not look like Kolada's."))
    return page["values"]


def parse(page: Any, query: Query) -> Iterator[Value]:
    """The observations of one page. Deleted rows fall away; a missing value is missing."""
    try:
        for row in _values(page):
            place, period = place_code(str(row["municipality"])), check_period(str(row["period"]))
            for one in row["values"]:
                if one.get("isdeleted"):
                    continue
                breakdown = breakdown_key({"gender": str(one["gender"])}, query.codes)
                if one["value"] is None:
                    yield Value(place, breakdown, period, None, MISSING)
                else:
                    yield Value(place, breakdown, period, read_number(one["value"], (place, period)))
    except (KeyError, TypeError, AttributeError):
        raise SourceRejected(gettext_noop("The answer does not look like Kolada's.")) from None
