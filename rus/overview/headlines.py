"""The three sentences on top of the overview: what the data says first, unless a coordinator has found better words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from indicators.models import Assessment, Indicator
from indicators.numbers import format_short
from indicators.sentences import level_words, unit_of
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record
from rus.overview.models import Headline
from rus.overview.needs import Need
from rus.overview.summary import Part
from rus.strategy.models import Strategy

Kind = Headline.Kind


@dataclass(frozen=True)
class Lead:
    kind: Kind
    indicator: Indicator
    assessment: Assessment
    text: str


def propose(needs: list[Need], parts: list[Part]) -> list[Lead]:
    """Up to three: furthest behind and going the wrong way; best; gone wrong with nobody on it."""
    found: list[tuple[Kind, Indicator, Assessment]] = []
    wrong = [need for need in needs if need.assessment.direction == Assessment.Direction.WRONG]
    behind = max(wrong, key=lambda need: (need.assessment.rank or 0) / (need.assessment.ranked or 1), default=None)
    if behind:
        found.append((Kind.BEHIND, behind.indicator, behind.assessment))
    right = [
        arrow for part in parts for arrow in part.arrows if arrow.assessment and arrow.assessment.direction == "right"
    ]
    best = max(right, key=lambda arrow: arrow.assessment.pace, default=None)
    if best:
        found.append((Kind.BEST, best.indicator, best.assessment))
    untouched = (need for need in wrong if not need.effort.said and not need.effort.suggested and not need.is_taken)
    alone = next((need for need in untouched if need is not behind), None)
    if alone:
        found.append((Kind.ALONE, alone.indicator, alone.assessment))
    return [Lead(kind, indicator, judged, say(kind, indicator, judged)) for kind, indicator, judged in found]


def say(kind: Kind, indicator: Indicator, assessment: Assessment) -> str:
    """The sentence in the language that is active."""
    says = {
        Kind.BEHIND: _("%(name)s goes the wrong way: %(figure)s."),
        Kind.BEST: _("%(name)s goes the right way: %(figure)s."),
        Kind.ALONE: _("%(name)s goes the wrong way, and no ongoing registered initiative works with it: %(figure)s."),
    }[kind]
    value = format_short(assessment.value, unit_of(assessment, indicator), indicator.decimals)
    level = level_words(assessment, indicator)
    return says % {"name": indicator.name, "figure": f"{value}, {level}" if level else value}


def in_words_of_coordinators(strategy: Strategy, leads: list[Lead], indicators: Iterable[Indicator]) -> list[Lead]:
    """The leads, with the approved sentence where one stands on the figure that holds; in the kinds' order."""
    judged = {one.pk: one for one in indicators if one.judgements}
    by_kind = {lead.kind.value: lead for lead in leads}
    for headline in Headline.objects.filter(strategy=strategy):
        indicator = judged.get(headline.indicator_id)
        if indicator and not has_changed(headline, indicator.judgements[0]):
            kind = Kind(headline.kind)
            by_kind[headline.kind] = Lead(kind, indicator, indicator.judgements[0], headline.text)
    return [by_kind[kind] for kind in Kind.values if kind in by_kind]


def has_changed(headline: Headline, assessment: Assessment | None) -> bool:
    """Whether the figure or the judgement is another than the one the sentence was written for."""
    if assessment is None:
        return True
    now = (assessment.value, assessment.year, assessment.direction)
    return now != (headline.value, headline.year, headline.direction)


@transaction.atomic
def approve(strategy: Strategy, kind: str, assessment: Assessment, *, text_sv: str, text_en: str, by: User) -> Headline:
    if not by.can_moderate:
        raise StepRefused(_("Only the region's coordinators word the overview."))
    before = Headline.objects.filter(strategy=strategy, kind=kind).first()
    headline, _created = Headline.objects.update_or_create(
        strategy=strategy, kind=kind,
        defaults={
            "indicator": assessment.indicator, "text_sv": text_sv, "text_en": text_en, "value": assessment.value,
            "year": assessment.year, "direction": assessment.direction, "by": by, "approved_at": timezone.now(),
        },
    )  # fmt: skip
    record(headline, Change.Verb.CHANGED, by, {"text_sv": [before.text_sv if before else "", text_sv]})
    return headline


@transaction.atomic
def drop(headline: Headline, *, by: User) -> None:
    """Back to the sentence that follows from the data."""
    record(headline, Change.Verb.DELETED, by, {"text_sv": [headline.text_sv, ""]})
    headline.delete()


def in_both_languages(lead: Lead) -> dict[str, str]:
    said = {}
    for language in ("sv", "en"):
        with override(language):
            said[f"text_{language}"] = say(lead.kind, lead.indicator, lead.assessment)
    return said
