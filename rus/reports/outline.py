"""What the presentation says, slide by slide, in the order that such follow-ups have in the county.

Plain data without any PowerPoint: slides.py draws it. Every number comes from the same functions as the pages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import figures, sentences
from indicators.models import Indicator
from initiatives.models import Initiative, Phase, Result
from rus.dialogue.models import Question
from rus.overview import headlines, needs, summary
from rus.overview.examples import with_examples
from rus.overview.summary import Arrow, Part
from rus.strategy.models import Driver, Insight, Kraftsamling, Principle, Shift, Strategy

MOST_NEEDS = 8


@dataclass(frozen=True)
class Bullet:
    """A point: what is said, and under it in smaller letters what belongs to it."""

    text: str
    under: str = ""


@dataclass(frozen=True)
class Line:
    """One curve: a value a year, or None. `role` is main, nation or target."""

    name: str
    values: list[float | None]
    role: str


@dataclass(frozen=True)
class ChartData:
    """A native chart: years along the axis, in the indicator's unit. `alt` says in words what it shows."""

    title: str
    years: list[int]
    lines: list[Line]
    decimals: int
    source: str
    alt: str


@dataclass(frozen=True)
class TableData:
    head: list[str]
    rows: list[list[str]]
    widths: list[float]  # shares of the width


@dataclass
class Slide:
    """One heading with what stands under it. A long list of bullets goes on on the next slide."""

    title: str
    lede: str = ""
    bullets: list[Bullet] = field(default_factory=list)
    chart: ChartData | None = None
    table: TableData | None = None
    notes: list[str] = field(default_factory=list)
    colour: str = ""
    is_title: bool = False


def tell(strategy: Strategy, *, heard: Callable[[int], None] = lambda percent: None) -> list[Slide]:
    """All slides, in the language that is active. `heard` is told how far it has come, in percent."""
    county = strategy.county
    indicators = list(Indicator.objects.judged().for_list(county))
    parts = summary.sum_up(Kraftsamling.objects.filter(strategy=strategy), indicators, county)
    everyone, efforts = summary.count_efforts()
    for part in parts:
        part.efforts = efforts[part.kraftsamling.pk]
    needing = needs.list_needs(indicators)
    leads = headlines.in_words_of_coordinators(strategy, headlines.propose(needing, parts), indicators)
    slides = [_title(strategy), _all_parts(parts)]
    if leads:
        slides.append(_leads(leads))
    heard(5)
    for number, part in enumerate(parts, start=1):
        slides += _part(part, strategy)
        heard(5 + 75 * number // len(parts))
    slides += _outside(strategy)
    slides += _inside(strategy, everyone)
    slides.append(_needs(needing))
    slides.append(_questions(strategy))
    heard(90)
    return slides


def _title(strategy: Strategy) -> Slide:
    today = date_format(timezone.localdate(), "j F Y")
    return Slide(
        _("Follow-up as the ground for acting"), is_title=True,
        lede="\n".join([strategy.name, strategy.organisation, today]),
        notes=[
            _("Made by Kraftsamla %(day)s with what was published then. Every figure is from the register and the "
              "official statistics; the notes under each slide say which, and how the judgement was reached.")
            % {"day": today}
        ],
    )  # fmt: skip


def _fragment(template: str, **context: object) -> str:
    """The same words as on the page, out of the same fragment."""
    return " ".join(render_to_string(template, context).split())


def _all_parts(parts: list[Part]) -> Slide:
    rows = [
        [part.kraftsamling.short, _fragment("overview/_counts.html", part=part), _handling(part), _left(part)]
        for part in parts
    ]
    return Slide(
        _("Present state → kraftsamlingar → desired state"),
        table=TableData(
            [_("Kraftsamling"), _("Present state"), _("Action"), _("Left to the targets")], rows, [0.2, 0.33, 0.2, 0.27]
        ),
        notes=[
            _("Each indicator is judged by its own latest years; every kind of judgement is counted apart."),
            _("Action: registered initiatives that are said to be going on, and the organisations that take part."),
        ],
    )


def _handling(part: Part) -> str:
    efforts = part.efforts
    initiatives = ngettext("%(count)s initiative", "%(count)s initiatives", efforts.initiatives)
    organisations = ngettext("%(count)s organisation", "%(count)s organisations", efforts.organisations)
    return f"{initiatives % {'count': efforts.initiatives}}, {organisations % {'count': efforts.organisations}}"


def _left(part: Part) -> str:
    left = [f"{arrow.indicator.name}: {arrow.left}" for arrow in part.arrows if arrow.left]
    return "; ".join(left[:2]) or "\N{EN DASH}"


def _leads(leads: list[headlines.Lead]) -> Slide:
    return Slide(
        _("The year in three sentences") if len(leads) == 3 else _("The year in short"),
        bullets=[Bullet(lead.text) for lead in leads],
        notes=[_source_of(lead.indicator) for lead in leads],
    )


def _part(part: Part, strategy: Strategy) -> list[Slide]:
    """The trend with a chart of each telling indicator; then what came of the work, and what is wanted."""
    one = part.kraftsamling
    charts = [(arrow, chart) for arrow in part.telling if (chart := _chart(arrow, strategy))]
    drawn = next((arrow for arrow, chart in charts), None)
    bullets = [
        Bullet(
            _("%(name)s (in the chart)") % {"name": arrow.indicator.name} if arrow is drawn else arrow.indicator.name,
            _said(arrow),
        )
        # What the chart shows stands first, so that it is beside it also where the list goes on.
        for arrow in sorted(part.arrows, key=lambda arrow: arrow is not drawn)
    ]
    notes = [note for arrow in part.arrows for note in _arithmetic(arrow)]
    trend = Slide(
        one.name, bullets=bullets, chart=charts[0][1] if charts else None, colour=one.colour,
        lede=_fragment("overview/_counts.html", part=part), notes=notes,
    )  # fmt: skip
    slides = [trend]
    for arrow, chart in charts[1:]:
        said = sentences.describe(arrow.assessment, arrow.indicator)
        texts = [said.headline, said.change, said.comparison, said.target, said.caveat]
        gaps = sentences.gap_sentences(arrow.assessment, arrow.indicator) if arrow.assessment else []
        slides.append(
            Slide(
                f"{one.short}: {arrow.indicator.name}", bullets=[Bullet(text) for text in [*texts, *gaps] if text],
                chart=chart, colour=one.colour, notes=_arithmetic(arrow),
            )
        )  # fmt: skip
    return [*slides, _results(part), _desired(part)]


def _said(arrow: Arrow) -> str:
    return sentences.describe(arrow.assessment, arrow.indicator).headline


def _results(part: Part) -> Slide:
    results = list(Result.objects.filter(kraftsamling=part.kraftsamling).order_by("-now_on", "-on", "pk"))
    bullets = [
        Bullet(
            f"{one.title} ({one.said_on})",
            _("How it stands now: %(now)s") % {"now": one.now} if one.now else "",
        )
        for one in results
    ]
    return Slide(
        _("%(kraftsamling)s: results of the RUS work") % {"kraftsamling": part.kraftsamling.short},
        bullets=bullets or [Bullet(_("No result has been picked yet."))],
        colour=part.kraftsamling.colour,
        notes=[f"{one.title}: {one.evidence}" for one in results],
    )


def _desired(part: Part) -> Slide:
    one = part.kraftsamling
    aims = [
        Bullet(arrow.indicator.name, sentences.describe(arrow.assessment, arrow.indicator).target)
        for arrow in part.arrows
        if arrow.assessment and arrow.assessment.inputs.get("target")
    ]
    return Slide(
        _("%(kraftsamling)s: desired state") % {"kraftsamling": one.short}, lede=one.desired,
        bullets=aims or [Bullet(_("No target level is known for its indicators; only their direction is judged."))],
        colour=one.colour,
        notes=[_("The editors' wording; the strategy's own was not found.")] if one.desired_by_editors else [],
    )  # fmt: skip


def _chart(arrow: Arrow, strategy: Strategy) -> ChartData | None:
    """The county beside the nation and the target, over the years of the county's own curve."""
    indicator, assessment, county = arrow.indicator, arrow.assessment, strategy.county
    series = assessment.series if assessment else None
    if series is None:
        return None
    places = [one for one in (county, county.parent) if one]
    cells = figures.load_cells([series.pk], Q(geography__in=places))
    shown = [figures.Shown(str(one), cells.get((series.pk, one.pk, ""), []), "main" if one == county else "nation")
             for one in places]  # fmt: skip
    curves = figures.lines_of(indicator, shown)[::-1]
    own = next((curve.points for curve in curves if curve.role == "main"), None)
    if not own:
        return None
    aim = figures.target_in_chart(indicator, assessment)
    last = max(own[-1].year, aim["target"].year if aim else 0)
    years = list(range(own[0].year, last + 1))
    lines = []
    for curve in curves:
        by_year = {point.year: point.value for point in curve.points}
        lines.append(Line(curve.label, [by_year.get(year) for year in years], curve.role))
    if aim:
        values = [aim["target"].value if year == aim["target"].year else None for year in years]
        lines.append(Line(aim["target_label"], values, "target"))
    said = sentences.describe(assessment, indicator)
    alt = _("Line chart of %(name)s in %(place)s %(first)s–%(last)s. %(said)s") % {
        "name": indicator.name, "place": county, "first": own[0].year, "last": own[-1].year, "said": said,
    }  # fmt: skip
    name, unit = indicator.name, indicator.unit
    return ChartData(
        name if unit.casefold() in name.casefold() else f"{name}, {unit}",
        years,
        lines,
        indicator.decimals,
        _source_of(indicator, series),
        alt,
    )


def _source_of(indicator: Indicator, series=None) -> str:
    if series is None and indicator.judgements:
        series = indicator.judgements[0].series
    if series is None:
        return f"{indicator.name}: {_('no data')}"
    told = ", ".join(part for part in (series.provider, series.publication, series.external_id) if part)
    return _("Source: %(source)s") % {"source": told}


def _arithmetic(arrow: Arrow) -> list[str]:
    """Source and arithmetic of one judgement, for the speaker's notes."""
    assessment = arrow.assessment
    if assessment is None or assessment.series is None:
        return [f"{arrow.indicator.name}: {_('No data fetched yet.')}"]
    said = str(sentences.describe(assessment, arrow.indicator))
    how = "; ".join(f"{name}: {number}" for name, number in figures.explain(assessment, arrow.indicator))
    return [f"{arrow.indicator.name}. {said}", how, _source_of(arrow.indicator, assessment.series)]


def _outside(strategy: Strategy) -> list[Slide]:
    drivers = list(Driver.objects.filter(strategy=strategy))
    titles = [
        ([Driver.Level.TREND], _("Trends in the world around us")),
        ([Driver.Level.EU, Driver.Level.NATION], _("The EU and the nation")),
    ]
    nothing = [Bullet(_("No driver is registered."))]
    slides = [
        Slide(title, bullets=[Bullet(one.name, one.text) for one in drivers if one.level in levels] or nothing)
        for levels, title in titles
    ]
    shifts = with_examples(list(Shift.objects.filter(strategy=strategy)), "shifts")
    slides.append(
        Slide(
            _("The shifts that are needed"),
            bullets=[Bullet(one.name, _answered(one)) for one in shifts] or [Bullet(_("No shift is registered."))],
            notes=[f"{one.name}: {one.text}" for one in shifts if one.text],
        )
    )
    return slides


def _ongoing(count: int) -> str:
    if not count:
        return _("No ongoing registered initiative")
    said = ngettext("%(count)s ongoing registered initiative", "%(count)s ongoing registered initiatives", count)
    return said % {"count": count}


def _answered(one: Shift | Principle) -> str:
    """How many ongoing registered initiatives answer it, with the first few by name."""
    count = one.ongoing_count
    said = _ongoing(count)
    if not count:
        return said
    named = [example.title for example in one.examples if example.phase == Phase.ONGOING]
    return f"{said}: {', '.join(named)}" if count == len(named) else _("%(said)s, among them %(named)s") % {
        "said": said, "named": ", ".join(named),
    }  # fmt: skip


def _inside(strategy: Strategy, everyone: summary.Efforts) -> list[Slide]:
    insights = list(Insight.objects.filter(strategy=strategy))
    perspectives = summary.perspectives_of(Initiative.objects.ongoing(), strategy)
    principles = with_examples(list(Principle.objects.filter(strategy=strategy)), "principles")
    return [
        Slide(
            _("Insights"),
            bullets=[Bullet(one.name, one.text) for one in insights] or [Bullet(_("No lesson is registered."))],
            notes=[f"{one.name}: {one.source}" for one in insights],
        ),
        Slide(
            _("Perspectives that matter"),
            bullets=[
                Bullet(one.name, _ongoing(one.effort_count)) for one in perspectives
            ],
        ),
        Slide(
            _("From words to action"),
            lede=_("%(initiatives)s registered initiatives are going on, with %(organisations)s organisations.")
            % {"initiatives": everyone.initiatives, "organisations": everyone.organisations},
            bullets=[Bullet(one.name, _answered(one)) for one in principles],
        ),
    ]  # fmt: skip


def _needs(needing: list[needs.Need]) -> Slide:
    rows = [
        [need.indicator.name, need.description.headline, _efforts(need),
         _fragment("overview/_who.html", answer=need.response)]
        for need in needing[:MOST_NEEDS]
    ]  # fmt: skip
    title = _("More is needed here")
    if not rows:
        return Slide(title, bullets=[Bullet(_("No judged indicator needs more just now."))])
    return Slide(
        title,
        table=TableData([_("Indicator"), _("Why"), _("Going on"), _("Who takes it")], rows, [0.25, 0.32, 0.24, 0.19]),
        notes=[
            _("What goes the wrong way, too slowly, or lies among the last third of the counties; most urgent first."),
            *(f"{need.indicator.name}: {_source_of(need.indicator)}" for need in needing[:MOST_NEEDS]),
        ],
    )


def _efforts(need: needs.Need) -> str:
    said = ngettext("%(count)s initiative", "%(count)s initiatives", need.effort.said) % {"count": need.effort.said}
    if not need.effort.suggested:
        return said
    return said + ", " + _("%(count)s more suggested by the editors") % {"count": need.effort.suggested}


def _questions(strategy: Strategy) -> Slide:
    asked = Question.objects.filter(strategy=strategy, is_open=True)
    return Slide(
        _("Questions to discuss"),
        bullets=[Bullet(one.name) for one in asked] or [Bullet(_("No question is open just now."))],
    )
