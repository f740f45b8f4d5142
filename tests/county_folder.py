"""A small county folder in the real format, written where a test asks for it. Its figures are made up for tests."""

import csv
from copy import deepcopy

TABLES = {
    "places": [
        ["code", "name", "kind", "parent", "tile_column", "tile_row"],
        ["00", "Riket", "nation", "", "", ""],
        ["98", "Lillelän", "county", "00", "", ""],
        ["97", "Grannlän", "county", "00", "", ""],
        ["96", "Bortlän", "county", "00", "", ""],
        ["9801", "Åby", "municipality", "98", "1", "1"],
        ["9802", "Ödköping", "municipality", "98", "2", "1"],
    ],
    "groups": [["slug", "name", "year", "members"], ["grannar", "Grannar", "", "96|97"]],
    "strategy": [
        [
            "slug", "name_sv", "name_en", "vision_sv", "vision_en", "county", "organisation", "starts", "ends",
            "source",
        ],
        ["rus", "Lilla strategin", "The small strategy", "Allt gott", "All good", "98", "Region Lill", "2022", "2030", "källa"],
    ],
    "kraftsamlingar": [
        [
            "slug", "name_sv", "name_en", "short_sv", "short_en", "colour", "present_sv", "present_en", "desired_sv",
            "desired_en", "desired_by_editors",
        ],
        ["skola", "Alla klarar skolan", "Everyone manages school", "Skola", "School", "blue", "Nu", "Now", "Sedan", "Then", "ja"],
        ["klimat", "Klimatet räddas", "The climate is saved", "Klimat", "Climate", "green", "Nu", "Now", "Sedan", "Then", ""],
    ],
    "perspectives": [
        ["slug", "name_sv", "name_en", "text_sv", "text_en"],
        ["jamstalldhet", "Jämställdhet", "Gender equality", "", ""],
        ["nytt", "Att tänka nytt", "New thinking", "", ""],
    ],
    "drivers": [["slug", "name_sv", "name_en", "level", "text_sv", "text_en"], ["klyftor", "Ökade klyftor", "Gaps", "trend", "", ""]],
    "shifts": [["slug", "name_sv", "name_en", "kraftsamlingar", "drivers"], ["lika", "Likvärdigt", "Equal", "skola", "klyftor"]],
    "principles": [["slug", "name_sv", "name_en"], ["tillit", "Tillit", "Trust"]],
    "insights": [["slug", "name_sv", "name_en", "learned_on", "source", "principles"], ["fokus", "Fokus", "Focus", "2022", "däck", "tillit"]],
    "questions": [["slug", "name_sv", "name_en", "kraftsamling"], ["hur", "Hur gör vi?", "How?", "skola"]],
    "actors": [
        ["slug", "name", "kind", "description", "places", "website", "other_names", "source"],
        ["aby", "Åby kommun", "municipality", "", "9801", "https://aby.example", "Kommunen Åby", "lista"],
        ["skolverk", "Lilla skolverket", "agency", "", "", "", "", "lista"],
        ["region", "Region Lill", "region", "", "9801|9802", "", "", "lista"],
    ],
    "indicators": [
        [
            "slug", "name_sv", "name_en", "kraftsamling", "definition_sv", "definition_en", "unit_sv", "unit_en",
            "decimals", "desired", "scale", "judged_month", "planned_source",
        ],
        [
            "behorighet", "Behöriga", "Eligible", "skola", "Andel behöriga.", "Share eligible.", "procent", "percent", "1", "up",
            "share", "", "",
        ],
        [
            "utslapp", "Utsläpp", "Emissions", "klimat", "Ton per år.", "Tonnes a year.", "ton", "tonnes", "0", "down",
            "positive", "", "",
        ],
        [
            "framtidstro", "Framtidstro", "Belief", "skola", "Andel.", "Share.", "procent", "percent", "1", "up", "share", "",
            "Enkäten",
        ],
        [
            "folkmangd", "Folkmängd", "Population", "", "Antal.", "Number.", "invånare", "residents", "0", "", "positive", "",
            "",
        ],
    ],
    "series": [
        [
            "slug", "indicator", "name_sv", "name_en", "provider", "external_id", "publication", "unit_sv", "unit_en",
            "is_primary", "is_supplement", "is_survey",
        ],
        ["beh", "behorighet", "Behöriga", "Eligible", "Skolverket", "T1", "", "procent", "percent", "ja", "", ""],
        ["uts", "utslapp", "Utsläpp", "Emissions", "SMHI", "GGT", "", "ton", "tonnes", "ja", "", ""],
        ["folk", "folkmangd", "Folkmängd", "Population", "SCB", "BE", "", "invånare", "residents", "ja", "", ""],
    ],
    "categories": [
        ["dimension", "code", "name_sv", "name_en"],
        ["sex", "k", "Kvinnor", "Women"],
        ["sex", "m", "Män", "Men"],
    ],
    "sources": [
        ["slug", "name", "kind", "base_url", "place_variable", "calls", "per_seconds", "max_cells", "credit"],
        ["kolada", "Kolada", "kolada", "https://api.kolada.se/v3", "", "1000", "1", "", "Kolada"],
        ["scb", "SCB", "pxweb1", "https://api.scb.se/ssd", "Region", "1000", "1", "60", ""],
        ["scb2", "SCB 2", "pxweb2", "https://statistikdatabasen.scb.se/api/v2", "Region", "1000", "1", "", ""],
    ],
    "codes": [
        ["source", "variable", "value", "dimension", "category"],
        ["kolada", "gender", "T", "", ""], ["kolada", "gender", "K", "sex", "k"], ["kolada", "gender", "M", "sex", "m"],
        ["scb", "Kon", "1+2", "", ""], ["scb", "Kon", "1", "sex", "m"], ["scb", "Kon", "2", "sex", "k"],
    ],
    "fetching": [
        ["series", "source", "source_key", "selection", "reach", "every_days", "interval_months", "delay_months"],
        ["beh", "scb", "UF/Beh", '{"Kon": ["1+2", "1", "2"], "ContentsCode": ["B1"]}', "", "7", "12", "6"],
        ["uts", "kolada", "N1", "", "", "7", "12", "12"],
        ["folk", "scb2", "TABFOLK", "", "", "30", "12", "3"],
    ],
    "annotations": [
        ["slug", "name_sv", "name_en", "first_day", "last_day", "unfit_for"],
        ["pandemin", "Pandemin", "The pandemic", "2020-03-01", "2021-12-31", ""],
    ],
    "targets": [
        [
            "indicator", "geography", "shape", "value", "year", "base_year", "group", "breakdowns", "is_primary", "text_sv",
            "text_en", "source",
        ],
        ["utslapp", "98", "percent", "-60", "2030", "2018", "", "", "ja", "60 procent lägre", "60 per cent lower", "plan"],
    ],
    "initiatives": [
        [
            "slug", "title", "phase", "start", "end", "reach", "municipalities", "kraftsamlingar", "perspectives", "shifts",
            "principles", "summary", "source",
        ],
        [
            "laslyft", "Läslyftet i Åby", "ongoing", "2023-08", "2026", "municipalities", "9801", "skola",
            "jamstalldhet|nytt", "lika", "", "Alla läser mer.", "webb",
        ],
        ["elbuss", "Elbussar överallt", "ended", "2019", "2021", "unknown", "", "klimat", "", "", "", "Bussar på el.", "webb"],
        ["okand", "Något okänt", "unknown", "", "", "unknown", "", "skola", "", "", "", "", "webb"],
    ],
    "partnerships": [
        ["initiative", "actor", "named_as", "role"],
        ["laslyft", "aby", "", "lead"],
        ["laslyft", "skolverk", "", "partner"],
        ["laslyft", "", "länets kommuner", "partner"],
        ["elbuss", "region", "", "lead"],
    ],
    "contributions": [
        ["initiative", "indicator", "breakdown", "aim", "how", "lag_years", "origin"],
        ["laslyft", "behorighet", "", "raise", "Fler läser bättre.", "3", "editors"],
        ["elbuss", "utslapp", "", "lower", "El i stället för diesel.", "1", "organisation"],
    ],
    "funding": [
        ["initiative", "amount", "kind", "first_year", "last_year", "financier", "source"],
        ["laslyft", "100000", "applied", "", "", "Region Lill", "webb"],
    ],
    "results": [
        ["slug", "kraftsamling", "title_sv", "title_en", "initiatives", "on", "evidence", "now_sv", "now_en", "now_on"],
        ["bussar", "klimat", "Tystare bussar", "Quieter buses", "elbuss", "2022", "rapport", "Två har gått sönder.", "", "2026-01"],
    ],
    "observations/beh": [
        ["place", "period", "breakdown", "value", "status", "source"],
        *(["98", str(year), "", str(value), "final", "t"] for year, value in zip(range(2019, 2026), [86, 85, 84, 83.5, 83, 82, 81], strict=True)),
        *(["97", str(year), "", str(value), "final", "t"] for year, value in zip(range(2019, 2026), [85, 85, 86, 86, 87, 87, 88], strict=True)),
        *(["96", "2025", "", "90", "final", "t"],),
        *(["00", str(year), "", "85", "final", "t"] for year in range(2019, 2026)),
        *(["98", str(year), f"sex={sex}", str(value), "final", "t"] for year in (2022, 2023, 2024, 2025) for sex, value in (("k", 84), ("m", 80))),
        *(["9801", str(year), "", str(80 - year + 2019), "final", "t"] for year in range(2019, 2026)),
        *(["9802", str(year), "", "85", "final", "t"] for year in range(2019, 2026)),
    ],
    "observations/uts": [
        ["place", "period", "breakdown", "value", "status", "source"],
        *(["98", str(year), "", str(value), "final", "t"] for year, value in zip(range(2018, 2025), [1000, 980, 960, 940, 920, 900, 880], strict=True)),
        ["98", "2025", "", "", "missing", "t"],
    ],
    "observations/folk": [
        ["place", "period", "breakdown", "value", "status", "source"],
        *(["98", str(year), "", str(5000 + year), "final", "t"] for year in range(2019, 2026)),
    ],
}  # fmt: skip


def write_county(folder, change=None):
    """Write the folder; `change` may alter the tables first."""
    tables = deepcopy(TABLES)
    if change:
        change(tables)
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
    return folder
