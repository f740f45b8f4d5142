"""Writes finished drawings as SVG: in a page the stylesheet gives colours, in a file the picture carries its own.

Text is escaped here, coordinates are numbers with a point whatever the language.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import resvg_py
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from indicators.charts import TOP, Drawing
from indicators.comparison_charts import MINI_HEIGHT, MINI_WIDTH, DotDrawing, Mini

FAMILY = "Chart Sans"
STYLE = """
text{fill:#16202b;font-size:15px}.grid{stroke:#d8dde2}.axis{stroke:#16202b}.span{fill:#f3f5f6}.span-own{fill:#dfe9f0}
.span-text,text.nation{fill:#5a6672}polyline{fill:none;stroke:#6b7783;stroke-width:2;stroke-linejoin:round}
polyline.main{stroke:#16202b;stroke-width:3.2}text.main,.own text{font-weight:600}circle.nation{fill:#6b7783}
polyline.o1{stroke:#6a3fb0}polyline.o2{stroke:#8a4b00;stroke-dasharray:8 3}polyline.o3{stroke:#0a6157;stroke-dasharray:3 3}
polyline.o4{stroke:#7a2f5c;stroke-dasharray:10 3 3 3}polyline.o5{stroke:#4d5b00}polyline.o6{stroke:#a03b1f;stroke-dasharray:6 6}
text.o1{fill:#6a3fb0}text.o2{fill:#8a4b00}text.o3{fill:#0a6157}text.o4{fill:#7a2f5c}text.o5{fill:#4d5b00}text.o6{fill:#a03b1f}
.projection{stroke-dasharray:5 5}text.projection{fill:#414d59;stroke:none}.target{fill:none;stroke:#0a6157;stroke-width:3}
text.target{fill:#0a6157;stroke:none;font-weight:600}.between{stroke:#b3bcc5;stroke-width:2}.then{fill:#fff;stroke:#6b7783;stroke-width:2}
.now{fill:#6b7783}.own .now{fill:#16202b}.rule{stroke:#6b7783;stroke-dasharray:4 3}.title{font-size:22px;font-weight:600}.note{fill:#414d59;font-size:14px}
"""


def _text(x: float, y: float, text: str, css: str = "", anchor: str = "") -> str:
    how = (f' class="{css}"' if css else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x}" y="{y}"{how}>{escape(text)}</text>'


def _svg(width: float, height: float, label: str, css: str, body: Iterable[str]) -> SafeString:
    opening = f'<svg class="chart {css}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'
    # Everything that came from people or sources was escaped where it was put in.
    return mark_safe(opening + "".join(body) + "</svg>")


def line_chart(drawing: Drawing, label: str, css: str = "") -> SafeString:
    return _svg(drawing.width, drawing.height, label, css, _line_parts(drawing))


def _line_parts(drawing: Drawing) -> Iterable[str]:
    for span in drawing.spans:
        own = " span-own" if span["own"] else ""
        yield (
            f'<rect class="span{own}" x="{span["x"]}" y="{TOP}" width="{span["width"]}" height="{drawing.plot_height}"/>'
        )
        if not span["own"]:
            yield _text(span["middle"], 30, span["text"], "span-text", "middle")
    for tick in drawing.grid:
        y = tick["y"]
        yield f'<line class="grid" x1="{drawing.left}" x2="{drawing.right}" y1="{y}" y2="{y}"/>'
        yield _text(drawing.text_left, tick["text_y"], tick["text"], anchor="end")
    for year in drawing.years:
        yield _text(year["x"], drawing.years_y, year["text"], anchor="middle")
    for line in drawing.lines:
        if line["single"]:
            yield f'<circle class="{line["role"]}" cx="{line["x"]}" cy="{line["y"]}" r="5"/>'
        else:
            yield f'<polyline class="{line["role"]}" points="{line["path"]}"/>'
    if drawing.target:
        yield f'<circle class="target" cx="{drawing.target["x"]}" cy="{drawing.target["y"]}" r="6"/>'
    for one in drawing.labels:
        yield _text(one["x"], one["y"], one["text"], one["role"])
    if drawing.efforts:
        y = drawing.rule_y
        yield f'<line class="axis" x1="{drawing.left}" x2="{drawing.right}" y1="{y}" y2="{y}"/>'
    for effort in drawing.efforts:
        y = effort["y"]
        if effort["late"]:
            late = effort["late"]
            yield f'<rect class="late" x="{late["x"]}" y="{y}" width="{late["width"]}" height="22"/>'
        over = " over" if effort["is_over"] else ""
        yield f'<rect class="effort{over}" x="{effort["x"]}" y="{y}" width="{effort["width"]}" height="22" rx="2"/>'
        inside = " inside" if effort["inside"] else ""
        yield _text(effort["text_x"], effort["text_y"], effort["label"], f"effort-text{inside}", effort["anchor"])


def dot_chart(drawing: DotDrawing, label: str, css: str = "") -> SafeString:
    return _svg(drawing.width, drawing.height, label, css, _dot_parts(drawing))


def _dot_parts(drawing: DotDrawing) -> Iterable[str]:
    bottom = drawing.height - 16
    for tick in drawing.grid:
        yield f'<line class="grid" x1="{tick["x"]}" x2="{tick["x"]}" y1="16" y2="{bottom}"/>'
        yield _text(tick["x"], bottom + 14, tick["text"], anchor="middle")
    if drawing.rule:
        x = drawing.rule["x"]
        yield f'<line class="rule" x1="{x}" x2="{x}" y1="16" y2="{bottom}"/>'
        yield _text(x, 12, drawing.rule["text"], "nation", "middle")
    for row in drawing.rows:
        y = row["y"]
        yield '<g class="own">' if row["own"] else "<g>"
        yield _text(drawing.left - 10, y + 5, row["label"], anchor="end")
        if row["earlier"] is not None:
            yield f'<line class="between" x1="{row["earlier"]}" x2="{row["x"]}" y1="{y}" y2="{y}"/>'
            yield f'<circle class="then" cx="{row["earlier"]}" cy="{y}" r="4.5"/>'
        yield f'<circle class="now" cx="{row["x"]}" cy="{y}" r="6"/>'
        yield _text(drawing.right + 10, y + 5, row["text"])
        yield "</g>"


def mini_chart(mini: Mini) -> SafeString:
    return _svg(MINI_WIDTH, MINI_HEIGHT, mini.label, "mini", _mini_parts(mini))


def _mini_parts(mini: Mini) -> Iterable[str]:
    if mini.nation:
        yield f'<polyline class="nation" points="{mini.nation}"/>'
    yield f'<polyline class="main" points="{mini.path}"/><circle class="main" cx="{mini.x}" cy="{mini.y}" r="3.5"/>'


def mini_grid(minis: Sequence[Mini], texts: Sequence[str], columns: int = 4) -> tuple[int, int, list[str]]:
    """Small charts as one picture: its width, height and parts."""
    cell_width, cell_height = MINI_WIDTH + 30, MINI_HEIGHT + 52
    parts = []
    for number, (mini, text) in enumerate(zip(minis, texts, strict=True)):
        x, y = number % columns * cell_width, number // columns * cell_height
        parts.append(
            f'<g transform="translate({x} {y})">{_text(0, 18, mini.label)}{_text(MINI_WIDTH, 18, text, "", "end")}'
        )
        parts.append(f'<g transform="translate(0 28)">{"".join(_mini_parts(mini))}</g></g>')
    rows = -(-len(minis) // columns)
    return columns * cell_width, rows * cell_height, parts


def parts_of(drawing: Drawing | DotDrawing) -> tuple[int, int, list[str]]:
    parts = _dot_parts(drawing) if isinstance(drawing, DotDrawing) else _line_parts(drawing)
    return drawing.width, drawing.height, list(parts)


def standalone(width: int, height: int, parts: Sequence[str], title: str, sentence: str, source: str) -> str:
    """A picture of its own, with title, the judgement in words, and its source line."""
    lines = _wrapped(sentence, width // 7)
    above, below = 62 + 20 * len(lines), 40
    full = height + above + below
    words = [_text(24, 40, title, "title")]
    words += [_text(24, 66 + 20 * number, line, "note") for number, line in enumerate(lines)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 48}" height="{full}" viewBox="0 0 {width + 48} {full}" '
        f'font-family="{FAMILY}, Source Sans 3, sans-serif" role="img" aria-label="{escape(title)}. {escape(sentence)}">'
        f"<style>{STYLE}</style><title>{escape(title)}</title><desc>{escape(sentence)}</desc>"
        f'<rect width="{width + 48}" height="{full}" fill="#fff"/>{"".join(words)}'
        f'<g transform="translate(24 {above})">{"".join(parts)}</g>{_text(24, full - 18, source, "note")}</svg>'
    )


def framed(width: int, height: int, parts: Sequence[str], label: str) -> SafeString:
    """A picture for a page, whose stylesheet gives it colours."""
    return _svg(width, height, label, "", parts)


def _wrapped(text: str, length: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def as_png(picture: str) -> bytes:
    """The picture at twice its size, in the site's own type."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture, font_files=[str(path) for path in _fonts()], skip_system_fonts=True,
            font_family=FAMILY, zoom=2,
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def _fonts() -> list[Path]:
    """The site's variable web font as two plain ones, made once, since the renderer reads neither of its two dresses."""
    folder = settings.VAR_DIR / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, weight in (("Regular", 400), ("SemiBold", 600)):
        path = folder / f"chart-{weight}.ttf"
        if not path.exists():
            font = TTFont(settings.BASE_DIR / "static" / "fonts" / "source-sans-3-latin-wght-normal.woff2")
            font.flavor = None
            plain = instantiateVariableFont(font, {"wght": weight})
            names = {1: FAMILY, 2: name, 4: f"{FAMILY} {name}", 6: f"ChartSans-{name}", 16: FAMILY, 17: name}
            for entry in plain["name"].names:
                entry.string = names.get(entry.nameID, entry.string)
            plain["OS/2"].usWeightClass = weight
            making = path.with_suffix(f".{id(plain)}")
            plain.save(making)
            making.replace(path)
        found.append(path)
    return found
