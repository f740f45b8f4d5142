"""A stand-in of Kolada and PxWeb (v1 and v2) on loopback, for development and tests: `./dev sources`.

It answers in the real interfaces' shapes, out of the checked-in series of a county's folder. It invents no value: what
the folder lacks is missing. Standard library alone. A test can make it slow, busy, broken or garbled by `faults`.
"""

import argparse
import csv
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent / "data" / "orebro"
KOLADA_IDS_A_CALL = 25


class Answer(NamedTuple):
    body: Any
    status: int = 200


NOT_FOUND = Answer({"detail": "Not found"}, 404)


class Table:
    """A PxWeb table put together of the series that are fetched from it."""

    def __init__(self, key: str, title: str, place_variable: str):
        self.key, self.title, self.place_variable = key, title, place_variable
        self.variables: dict[str, list[str]] = {}
        self.contents: dict[str, dict[str, str]] = {}
        # values[content][place][breakdown][period]
        self.values: dict[str, dict[str, dict[str, dict[str, tuple[str, str]]]]] = {}
        self.codes: Mapping[tuple[str, str], str] = {}

    def add(
        self, selection: Mapping[str, list[str]], series: Mapping[str, str], rows: Iterable[Mapping[str, str]]
    ) -> None:
        [content] = selection.get("ContentsCode") or ["00000001"]
        self.contents[content] = {"label": series["name_sv"], "unit": series["unit_sv"]}
        for variable, values in selection.items():
            if variable != "ContentsCode":
                self.variables[variable] = list(dict.fromkeys([*self.variables.get(variable, []), *values]))
        found: dict = defaultdict(lambda: defaultdict(dict))
        for row in rows:
            found[row["place"]][row["breakdown"]][row["period"]] = (row["value"], row["status"])
        self.values[content] = found

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        places = sorted({place for content in self.values.values() for place in content})
        periods = sorted(
            {
                period
                for content in self.values.values()
                for one in content.values()
                for rows in one.values()
                for period in rows
            }
        )
        return {self.place_variable: places, **self.variables, "ContentsCode": list(self.contents), "Tid": periods}

    def may_be_left_out(self, code: str) -> bool:
        """Sex may be summed over; what a test table's other variables mean is not known, so they may not."""
        return code == "Kon" and len(self.variables[code]) > 1 if code in self.variables else False

    def cell(self, at: Mapping[str, str]) -> tuple[float | None, str | None]:
        """The value with its mark; where there is none, why: a dot for a crossing that the table does not have."""
        keys = sorted(filter(None, (self.codes.get((code, at[code]), "") for code in self.variables if code in at)))
        rows = self.values[at["ContentsCode"]].get(at[self.place_variable], {}).get("|".join(keys))
        if rows is None:
            return None, "."
        text, status = rows.get(at["Tid"], ("", ""))
        if not text:
            return None, ".."
        return float(text), "p" if status == "preliminary" else None

    def label(self, code: str, value: str, names: Mapping[str, str]) -> str:
        return self.contents[value]["label"] if code == "ContentsCode" else names.get(value, value)

    def dataset(self, chosen: Mapping[str, list[str]] | None, names: Mapping[str, str]) -> dict[str, Any]:
        """JSON-stat 2; without a choice the metadata alone, as v2 gives it."""
        sizes = {code: (chosen or self.dimensions).get(code, []) for code in self.dimensions}
        used = {code: values for code, values in sizes.items() if values}
        found: dict[str, Any] = {
            "version": "2.0",
            "class": "dataset",
            "label": self.title,
            "source": "Stand-in",
            "updated": "2026-11-01T07:00:00Z",
            "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "id": list(used),
            "size": [len(values) for values in used.values()],
            "dimension": {code: self._dimension(code, values, names) for code, values in used.items()},
        }
        if chosen is not None:
            cells = [self.cell(dict(zip(used, at, strict=True))) for at in product(*used.values())]
            found["value"] = [value for value, _status in cells]
            statuses = {str(n): status for n, (_value, status) in enumerate(cells) if status}
            if statuses:
                found["status"] = statuses
        return found

    def _dimension(self, code: str, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
        labels = {value: self.label(code, value, names) for value in values}
        category: dict[str, Any] = {"index": {value: n for n, value in enumerate(values)}, "label": labels}
        if code == "ContentsCode":
            category["unit"] = {value: {"base": self.contents[value]["unit"], "decimals": 1} for value in values}
        return {"label": code.lower(), "category": category, "extension": {"elimination": self.may_be_left_out(code)}}


class Catalogue:
    """The folder's series by source: measures for Kolada, tables for PxWeb."""

    def __init__(self, folder: Path = ROOT):
        self.folder = folder
        self.names = {row["code"]: row["name"] for row in self._rows("places")}
        self.kinds = {row["slug"]: row["kind"] for row in self._rows("sources")}
        codes: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
        for row in self._rows("codes"):
            key = f"{row['dimension']}={row['category']}" if row["dimension"] else ""
            codes[row["source"]][row["variable"], row["value"]] = key
        series = {row["slug"]: row for row in self._rows("series")}
        place_variables = {row["slug"]: row["place_variable"] for row in self._rows("sources")}
        self.measures: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, dict[str, Table]] = defaultdict(dict)
        for row in self._rows("fetching"):
            one, source, key = series[row["series"]], row["source"], row["source_key"]
            values = list(self._rows(f"observations/{row['series']}"))
            if self.kinds[source] == "kolada":
                self.measures[key] = {"title": one["name_sv"], "values": values, "source": one["provider"]}
                continue
            table = self.tables[source].setdefault(key, Table(key, one["name_sv"], place_variables[source]))
            table.codes = codes[source]
            table.add(json.loads(row["selection"] or "{}"), one, values)
        # The newer interface at SCB has the same tables under ids of its own.
        for source, kind in self.kinds.items():
            if kind == "pxweb2":
                own_ids = {key.rpartition("/")[2]: table for key, table in self.tables["scb"].items()}
                self.tables[source] = own_ids | self.tables[source]

    def _rows(self, name: str) -> Iterable[dict[str, str]]:
        path = self.folder / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file, delimiter=";")

    # Kolada

    def kolada(self, parts: list[str], params: Mapping[str, str], base: str) -> Answer:
        if parts[:1] == ["kpi"]:
            wanted = parts[1].split(",") if len(parts) > 1 else list(self.measures)
            words = params.get("title", "").casefold()
            return self._page(
                [
                    self._kpi(key)
                    for key in wanted
                    if key in self.measures and words in self.measures[key]["title"].casefold()
                ],
                params,
                base,
            )
        if parts[:1] == ["municipality"]:
            areas = [
                {"id": code.rjust(4, "0"), "title": name, "type": "L" if len(code) == 2 else "K"}
                for code, name in self.names.items()
            ]
            return self._page(areas, params, base)
        if parts[:2] == ["data", "kpi"] and len(parts) >= 5 and parts[3] == "municipality":
            keys, places = parts[2].split(","), parts[4].split(",")
            if len(keys) > KOLADA_IDS_A_CALL or len(places) > KOLADA_IDS_A_CALL:
                return Answer({"detail": "Too many ids"}, 400)
            return self._page([row for key in keys for place in places for row in self._data(key, place)], params, base)
        return NOT_FOUND

    def _kpi(self, key: str) -> dict[str, Any]:
        one = self.measures[key]
        return {
            "id": key, "title": one["title"], "description": f"Källa: {one['source']}", "is_divided_by_gender": False,
            "municipality_type": "A", "auspice": "X", "operating_area": "Befolkning", "perspective": "Volymer",
            "prel_publication_date": None, "publication_date": None, "publ_period": None, "has_ou_data": False,
        }  # fmt: skip

    def _data(self, key: str, area: str) -> Iterable[dict[str, Any]]:
        genders = {"": "T", "sex=k": "K", "sex=m": "M"}
        by_period: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.measures.get(key, {}).get("values", []):
            if row["place"].rjust(4, "0") == area and row["breakdown"] in genders:
                value = float(row["value"]) if row["value"] else None
                status = "" if row["value"] else "Missing"
                one = {
                    "gender": genders[row["breakdown"]],
                    "count": 1,
                    "status": status,
                    "value": value,
                    "isdeleted": False,
                }
                by_period[row["period"]].append(one)
        for period, values in sorted(by_period.items()):
            yield {"kpi": key, "municipality": area, "period": int(period), "values": values}

    def _page(self, rows: list[Any], params: Mapping[str, str], base: str) -> Answer:
        size, number = min(int(params.get("per_page", 5000)), 5000), int(params.get("page", 1))
        page = rows[(number - 1) * size : number * size]
        more = f"{base}?page={number + 1}&per_page={size}" if number * size < len(rows) else None
        return Answer({"values": page, "count": len(page), "next_url": more, "previous_url": None})

    # PxWeb

    def pxweb1(self, source: str, parts: list[str], body: Any) -> Answer:
        key = "/".join(parts)
        table = self.tables[source].get(key)
        if table is None:
            return self._folder(source, key)
        if body is None:
            variables = [
                {
                    "code": code, "text": code.lower(), "values": values,
                    "valueTexts": [table.label(code, value, self.names) for value in values],
                    "elimination": table.may_be_left_out(code), "time": code == "Tid",
                }
                for code, values in table.dimensions.items()
            ]  # fmt: skip
            return Answer({"title": table.title, "variables": variables})
        chosen = {one["code"]: one["selection"]["values"] for one in body["query"]}
        return self._cells(table, chosen)

    def _folder(self, source: str, key: str) -> Answer:
        """What lies in a folder: folders and tables, each once."""
        prefix = f"{key}/" if key else ""
        below = [one for one in self.tables[source] if one.startswith(prefix)]
        if not below:
            return NOT_FOUND
        entries: dict[str, dict[str, str]] = {}
        for one in below:
            name, _slash, rest = one.removeprefix(prefix).partition("/")
            title = name if rest else self.tables[source][one].title
            entries.setdefault(name, {"id": name, "type": "l" if rest else "t", "text": title})
        return Answer(list(entries.values()))

    def pxweb2(self, source: str, parts: list[str], params: Mapping[str, str], body: Any) -> Answer:
        if parts == ["config"]:
            return Answer({"apiVersion": "2.2.0", "maxDataCells": 150000, "maxCallsPerTimeWindow": 3, "timeWindow": 1})
        if parts[:1] != ["tables"]:
            return NOT_FOUND
        if len(parts) == 1:
            words = params.get("query", "").strip("*").casefold()
            found = [table for key, table in self.tables[source].items() if words in f"{table.title} {key}".casefold()]
            entries = [
                {
                    "id": table.key.rpartition("/")[2],
                    "label": table.title,
                    "firstPeriod": table.dimensions["Tid"][0],
                    "lastPeriod": table.dimensions["Tid"][-1],
                }
                for table in found
            ]
            return Answer(
                {
                    "language": "sv",
                    "tables": entries,
                    "page": {"pageNumber": 1, "totalElements": len(entries), "totalPages": 1},
                }
            )
        table = self.tables[source].get(parts[1])
        if table is None:
            return NOT_FOUND
        if parts[2:] == ["metadata"]:
            return Answer(table.dataset(None, self.names))
        if parts[2:] == ["data"] and body is not None:
            return self._cells(table, {one["variableCode"]: one["valueCodes"] for one in body["selection"]})
        return NOT_FOUND

    def _cells(self, table: Table, chosen: Mapping[str, list[str]]) -> Answer:
        for code, values in chosen.items():
            if not set(values) <= set(table.dimensions.get(code, [])):
                return Answer({"error": f"Variable {code} is missing or lacks one of the values."}, 400)
        if any(code not in chosen and not table.may_be_left_out(code) for code in table.dimensions):
            return Answer({"error": "A mandatory variable is missing."}, 400)
        return Answer(table.dataset(chosen, self.names))

    def answer(self, path: str, params: Mapping[str, str], body: Any, base: str) -> Answer:
        source, *parts = [unquote(part) for part in path.strip("/").split("/")]
        kind = self.kinds.get(source)
        parts = [part for part in parts if part]
        if kind == "kolada":
            return self.kolada(parts, params, base)
        if kind == "pxweb1":
            return self.pxweb1(source, parts, body)
        return self.pxweb2(source, parts, params, body) if kind == "pxweb2" else NOT_FOUND


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.reply(None)

    def do_POST(self) -> None:
        self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null"))

    def reply(self, body: Any) -> None:
        parts = urlsplit(self.path)
        params = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.server.asked.append(self.path)
        fault = self.server.faults.popleft() if self.server.faults else None
        if fault and self.misbehave(fault):
            return
        base = f"http://{self.headers['Host']}{parts.path}"
        answer = self.server.catalogue.answer(parts.path, params, body, base)
        found = self.server.change(answer.body) if answer.status == 200 else answer.body
        self.send(answer.status, json.dumps(found).encode())

    def misbehave(self, fault: str) -> bool:
        """`slow:SECONDS`, `cut`, `garbage`, `huge`, or a status such as `503:RETRY_AFTER`. True when it answered."""
        kind, _colon, number = fault.partition(":")
        if kind == "slow":
            sleep(float(number))
            return False
        if kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"values": [')
            self.close_connection = True
            return True
        if kind == "huge":
            self.send_response(200)
            self.send_header("Content-Length", str(200 * 1024 * 1024))
            self.end_headers()
            self.close_connection = True
            return True
        if kind == "garbage":
            self.send(200, b"<html><body>Underh\xc3\xa5ll</body></html>")
            return True
        self.send(int(kind), b"{}", {"Retry-After": number} if number else {})
        return True

    def send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """`faults` are met by the next requests in order; `change` may alter what is answered; `asked` keeps the paths."""

    daemon_threads = True

    def __init__(self, port: int = 0, folder: Path = ROOT):
        super().__init__(("127.0.0.1", port), Handler)
        self.catalogue = Catalogue(folder)
        self.faults: deque[str] = deque()
        self.asked: list[str] = []
        self.change = lambda body: body

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--folder", type=Path, default=ROOT)
    parser.add_argument("--quiet", action="store_true")
    chosen = parser.parse_args()
    server = Server(chosen.port, chosen.folder)
    if not chosen.quiet:
        print(f"Stand-in of the statistics sources: {server.address}/kolada, /scb, /scb2, /fohm")
        print(f"Let the site ask it: STATISTICS_STANDIN={server.address} python manage.py runserver")
    server.serve_forever()


if __name__ == "__main__":
    main()
