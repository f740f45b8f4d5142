"""Draws the outline as a PowerPoint: native text, tables and charts that can be edited, with titles, alternative texts
and notes. python-pptx does not know how tall a text becomes, so lines are counted here, with Arial's widths, and a list
that would run out of its box goes on on the next slide.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from rus.reports.outline import Bullet, ChartData, Slide, TableData

FONT = "Arial"
WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.65
INNER = WIDTH - 2 * MARGIN
BODY_TOP, BODY_BOTTOM = 1.55, 6.9
TEXT_WIDTH = 5.3  # beside a chart
LINE = 1.2  # of the size of the letters, as PowerPoint sets single spacing
TITLE, SOURCE = 28, 11
LEDE, LEDE_BESIDE_CHART = 22, 15
# Letters of bullets, of what stands under them, and of cells, largest first: the first that fits on one slide is used.
LETTERS = [(26, 18, 18), (22, 16, 16), (20, 15, 14), (18, 14, 14)]
MOST_YEARS_NAMED = 9
INK, MUTED = "16202B", "4A5763"
COLOURS = {
    "plum": "7A2E6B", "blue": "0B5C8A", "green": "2B6A3C", "ochre": "8A5A00", "teal": "0A6157", "brick": "9B3A22",
}  # fmt: skip
CURVES = {"main": INK, "nation": "6B7783", "target": "0A6157"}
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
NARROW, WIDE = set("iljtfrI.,:;'|!()[] \N{NO-BREAK SPACE}-"), set("mwMW@%–")
TITLE_ONLY, TITLE_SLIDE = 5, 0
GAP = 8  # points above each bullet

Letters = tuple[int, int, int]


def write(slides: Sequence[Slide]) -> bytes:
    """The slides as a .pptx file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = slides[0].title
    deck.core_properties.author = "Kraftsamla"
    deck.core_properties.language = LANGUAGES.get(get_language() or "sv", "sv-SE")
    for slide in slides:
        pages, letters = _pages(slide)
        for page in pages:
            _draw(deck, page, letters)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


# How much room a text takes


def width_of(text: str, size: float) -> float:
    """Inches that a text takes on one line in Arial, a little too many rather than too few."""
    units = sum(0.34 if one in NARROW else 0.92 if one in WIDE else 0.72 if one.isupper() else 0.57 for one in text)
    return units * size / 72


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines it takes when words are kept whole."""
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            wide = width_of(word, size)
            if used and used + width_of(" ", size) + wide > width:
                count, used = count + 1, wide
            else:
                used += (width_of(" ", size) if used else 0) + wide
            while used > width:  # a word longer than the line is broken
                count, used = count + 1, used - width
    return count


def height_of(text: str, size: float, width: float) -> float:
    return lines_of(text, size, width) * size * LINE / 72 if text else 0.0


def _height_of_bullet(bullet: Bullet, width: float, letters: Letters) -> float:
    size, under, _cell = letters
    inner = width - 0.55  # the bullet's indent and the box's margins
    return GAP / 72 + height_of(bullet.text, size, inner) + height_of(bullet.under, under, inner)


def _height_of_row(row: Sequence[str], widths: Sequence[float], letters: Letters) -> float:
    size = letters[2]
    return 0.2 + max(height_of(text, size, INNER * width - 0.25) for text, width in zip(row, widths, strict=True))


def _pages(slide: Slide) -> tuple[list[Slide], Letters]:
    """The slide, as often as its bullets or rows need, and the letters that need fewest; a chart is on the first."""
    split = _split_bullets if slide.bullets else _split_rows if slide.table else None
    if split is None or slide.is_title:
        return [slide], LETTERS[0]
    found, letters = min(((split(slide, letters), letters) for letters in LETTERS), key=lambda pair: len(pair[0]))
    return [
        part if number == 0 else replace(part, title=_("%(title)s, continued") % {"title": slide.title}, notes=[])
        for number, part in enumerate(found)
    ], letters


def _split_bullets(slide: Slide, letters: Letters) -> list[Slide]:
    pages: list[Slide] = []
    left: list[Bullet] = []
    width, room = _room(slide)
    for bullet in slide.bullets:
        tall = _height_of_bullet(bullet, width, letters)
        if left and tall > room:
            pages.append(replace(slide, bullets=left))
            slide = replace(slide, chart=None, lede="")
            left = []
            width, room = _room(slide)
            tall = _height_of_bullet(bullet, width, letters)
        left.append(bullet)
        room -= tall
    return [*pages, replace(slide, bullets=left)]


def _split_rows(slide: Slide, letters: Letters) -> list[Slide]:
    table = cast(TableData, slide.table)
    head = _height_of_row(table.head, table.widths, letters)
    pages: list[Slide] = []
    rows: list[list[str]] = []
    room = BODY_BOTTOM - BODY_TOP - head
    for row in table.rows:
        tall = _height_of_row(row, table.widths, letters)
        if rows and tall > room:
            pages.append(replace(slide, table=replace(table, rows=rows)))
            rows, room = [], BODY_BOTTOM - BODY_TOP - head
        rows.append(row)
        room -= tall
    return [*pages, replace(slide, table=replace(table, rows=rows))]


def _room(slide: Slide) -> tuple[float, float]:
    """Width of the text, and height left for bullets under the lede."""
    width = TEXT_WIDTH if slide.chart else INNER
    return width, BODY_BOTTOM - BODY_TOP - _height_of_lede(slide, width)


def _lede_size(slide: Slide) -> int:
    return LEDE_BESIDE_CHART if slide.chart else LEDE


def _height_of_lede(slide: Slide, width: float) -> float:
    return height_of(slide.lede, _lede_size(slide), width - 0.25) + 0.15 if slide.lede else 0.0


# Shapes


def _draw(deck: Any, slide: Slide, letters: Letters) -> None:
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE if slide.is_title else TITLE_ONLY])
    colour = COLOURS.get(slide.colour, INK)
    if slide.is_title:
        _draw_title(page, slide)
    else:
        _put_title(page, slide.title, colour)
        width, room = _room(slide)
        if slide.lede:
            _put_lede(page, slide, width)
        if slide.bullets:
            _put_bullets(page, slide.bullets, BODY_BOTTOM - room, room, width, letters)
        if slide.table:
            _put_table(page, slide.table, slide.title, colour, letters)
        if slide.chart:
            _put_chart(page, slide.chart)
    if slide.notes:
        page.notes_slide.notes_text_frame.text = "\n".join(note for note in slide.notes if note)


def _draw_title(page: Any, slide: Slide) -> None:
    title, subtitle = page.shapes.title, page.placeholders[1]
    _place(title, MARGIN, 2.1, INNER, 1.6)
    _place(subtitle, MARGIN, 3.8, INNER, 1.8)
    title.text_frame.text, subtitle.text_frame.text = slide.title, slide.lede
    for shape, size, colour in ((title, 40, INK), (subtitle, 20, MUTED)):
        _style(shape.text_frame, size, colour, bold=shape is title)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE if shape is title else MSO_ANCHOR.TOP


def _put_title(page: Any, text: str, colour: str) -> None:
    title = page.shapes.title
    _place(title, MARGIN, 0.4, INNER, 1.0)
    title.text_frame.text = text
    size = TITLE if lines_of(text, TITLE, INNER - 0.25) == 1 else 24
    _style(title.text_frame, size, colour, bold=True)
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _put_lede(page: Any, slide: Slide, width: float) -> None:
    height = _height_of_lede(slide, width)
    box = page.shapes.add_textbox(Inches(MARGIN), Inches(BODY_TOP), Inches(width), Inches(height))
    box.text_frame.text = slide.lede
    _style(box.text_frame, _lede_size(slide), MUTED)


def _put_bullets(
    page: Any, bullets: Sequence[Bullet], top: float, height: float, width: float, letters: Letters
) -> None:
    size, small, _cell = letters
    box = page.shapes.add_textbox(Inches(MARGIN), Inches(top), Inches(width), Inches(height))
    frame = box.text_frame
    _style(frame, size, INK)
    paragraph = frame.paragraphs[0]
    for number, bullet in enumerate(bullets):
        paragraph = paragraph if number == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(GAP)
        _add_run(paragraph, bullet.text, size, INK, bold=bool(bullet.under))
        _as_bullet(paragraph)
        if bullet.under:
            paragraph = frame.add_paragraph()
            _add_run(paragraph, bullet.under, small, MUTED)
            paragraph._p.get_or_add_pPr().set("marL", str(Inches(0.3)))


def _as_bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.3)))
    properties.set("indent", str(-Inches(0.3)))
    mark = properties.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buChar", {"char": "•"})
    properties.append(mark)


def _put_table(page: Any, table: TableData, title: str, colour: str, letters: Letters) -> None:
    heights = [_height_of_row(row, table.widths, letters) for row in [table.head, *table.rows]]
    frame = page.shapes.add_table(
        len(table.rows) + 1, len(table.head), Inches(MARGIN), Inches(BODY_TOP), Inches(INNER), Inches(sum(heights))
    )
    _describe(frame, title)
    for column, width in zip(frame.table.columns, table.widths, strict=True):
        column.width = Inches(INNER * width)
    for number, (row, height) in enumerate(zip([table.head, *table.rows], heights, strict=True)):
        frame.table.rows[number].height = Inches(height)
        for place, text in enumerate(row):
            cell = frame.table.cell(number, place)
            cell.text_frame.text = text
            is_head = number == 0
            _style(cell.text_frame, letters[2], "FFFFFF" if is_head else INK, bold=is_head or place == 0)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(colour if is_head else "FFFFFF" if number % 2 else "F3F5F6")


def _put_chart(page: Any, chart: ChartData) -> None:
    """A native line chart with its numbers in it, so that whoever presents can change it."""
    data = CategoryChartData(number_format="0" + ("." + "0" * chart.decimals if chart.decimals else ""))
    data.categories = [str(year) for year in chart.years]
    for line in chart.lines:
        data.add_series(line.name, line.values)
    left, width = MARGIN + TEXT_WIDTH + 0.3, INNER - TEXT_WIDTH - 0.3
    height = BODY_BOTTOM - BODY_TOP - 0.5
    frame = page.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, Inches(left), Inches(BODY_TOP), Inches(width), Inches(height), data
    )
    _describe(frame, chart.alt)
    drawn = frame.chart
    drawn.font.size, drawn.font.name = Pt(12), FONT
    drawn.has_title = True
    drawn.chart_title.text_frame.text = chart.title
    _style(drawn.chart_title.text_frame, 14, INK, bold=True)
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
    drawn.legend.include_in_layout = False
    drawn.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D8DDE2")
    drawn.value_axis.format.line.fill.background()
    drawn.value_axis.tick_labels.number_format_is_linked = True
    _name_some_years(drawn, len(chart.years))
    for line, series in zip(chart.lines, drawn.plots[0].series, strict=True):
        _style_curve(series, line.role)
    source = page.shapes.add_textbox(Inches(left), Inches(BODY_BOTTOM - 0.5), Inches(width), Inches(0.5))
    source.text_frame.text = chart.source
    _style(source.text_frame, SOURCE, MUTED)


def _name_some_years(drawn: Any, count: int) -> None:
    """Every second or third year is written where they are many; a year without a value does not break the curve."""
    axis = drawn.category_axis._element
    namespace = axis.tag.removesuffix("catAx")
    skip = -(-count // MOST_YEARS_NAMED)
    for tag in ("tickLblSkip", "tickMarkSkip"):
        axis.find(f"{namespace}noMultiLvlLbl").addprevious(axis.makeelement(f"{namespace}{tag}", {"val": str(skip)}))
    drawn._chartSpace.chart.find(f"{namespace}dispBlanksAs").set("val", "span")


def _style_curve(series: Any, role: str) -> None:
    colour = RGBColor.from_string(CURVES[role])
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.DIAMOND if role == "target" else XL_MARKER_STYLE.CIRCLE
    series.marker.size = 11 if role == "target" else 5
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour
    series.marker.format.line.color.rgb = colour
    if role == "target":
        series.format.line.fill.background()
    else:
        series.format.line.color.rgb = colour
        series.format.line.width = Pt(3 if role == "main" else 1.75)


def _describe(frame: Any, text: str) -> None:
    """The alternative text that a screen reader says."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Inches(one)) for one in (left, top, width, height))


def _style(frame: Any, size: int, colour: str, *, bold: bool = False) -> None:
    """One look for all the text that the frame holds."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(0.1)
    frame.margin_top = frame.margin_bottom = Inches(0.05)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            _letters(run, size, colour, bold=bold)


def _add_run(paragraph: Any, text: str, size: int, colour: str, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    _letters(run, size, colour, bold=bold)


def _letters(run: Any, size: int, colour: str, *, bold: bool) -> None:
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGES.get(get_language() or "sv", "sv-SE"))
