"""What can be found: each kind with its public rows, its words in both languages, and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from initiatives.models import Actor, Initiative, LogEntry, Result
from rus.dialogue.models import Answer, Question
from rus.strategy.models import Driver, Insight, Shift


@dataclass(frozen=True)
class Kind:
    """`public` are the rows that everyone may read; `words` are a row's title and text, in both languages where it has
    them; `shown` is what a hit says in the reader's language, and `link` where it leads."""

    label: str | Promise
    model: type[Model]
    public: Callable[[], QuerySet]
    words: Callable[[Any], tuple[str, str]]
    shown: Callable[[Any], tuple[str, str]]
    link: Callable[[Any], str]


def _both(one: Any, *fields: str) -> str:
    return "\n".join(
        filter(None, (getattr(one, f"{field}_{language}") for field in fields for language in ("sv", "en")))
    )


def _strategy_text(model: type[Model], label: Any, anchor: str) -> Kind:
    return Kind(
        label, model, lambda: model._default_manager.filter(strategy__is_current=True),
        words=lambda one: (_both(one, "name"), _both(one, "text")),
        shown=lambda one: (one.name, one.text),
        link=lambda one: f"{reverse('overview:outside')}#{anchor}-{one.slug}",
    )  # fmt: skip


KINDS = {
    "indicator": Kind(
        _("Indicators"), Indicator, Indicator.objects.all,
        words=lambda one: (_both(one, "name"), _both(one, "definition")),
        shown=lambda one: (one.name, one.definition),
        link=lambda one: one.get_absolute_url(),
    ),
    "initiative": Kind(
        _("Initiatives"), Initiative, Initiative.objects.published,
        words=lambda one: (one.title, f"{one.challenge}\n{one.summary}"),
        shown=lambda one: (one.title, one.summary or one.challenge),
        link=lambda one: one.get_absolute_url(),
    ),
    "news": Kind(
        _("News"), LogEntry, lambda: LogEntry.objects.public().select_related("initiative"),
        words=lambda one: (one.initiative.title, one.text),
        shown=lambda one: (one.initiative.title, one.text),
        link=lambda one: one.initiative.get_absolute_url(),
    ),
    "result": Kind(
        _("Results"), Result, lambda: Result.objects.select_related("kraftsamling"),
        words=lambda one: (_both(one, "title"), _both(one, "text", "now")),
        shown=lambda one: (one.title, one.now or one.text),
        link=lambda one: one.kraftsamling.get_absolute_url(),
    ),
    "actor": Kind(
        _("Organisations"), Actor, lambda: Actor.objects.prefetch_related("other_names"),
        words=lambda one: (
            "\n".join([one.name, *(other.name for other in one.other_names.all())]), one.description
        ),
        shown=lambda one: (one.name, one.description),
        link=lambda one: one.get_absolute_url(),
    ),
    "driver": _strategy_text(Driver, _("The world around"), "d"),
    "shift": _strategy_text(Shift, _("What needs to change"), "s"),
    "insight": _strategy_text(Insight, _("Lessons"), "l"),
    "question": Kind(
        _("Questions"), Question, lambda: Question.objects.filter(strategy__is_current=True),
        words=lambda one: (_both(one, "name"), ""),
        shown=lambda one: (one.name, ""),
        link=lambda one: one.get_absolute_url(),
    ),
    "answer": Kind(
        _("Answers"), Answer, lambda: Answer.objects.public().select_related("question", "actor"),
        words=lambda one: (str(one.actor), one.text),
        shown=lambda one: (f"{one.actor}: {one.question.name}", one.text),
        link=lambda one: one.get_absolute_url(),
    ),
}  # fmt: skip

NAME_OF = {kind.model: name for name, kind in KINDS.items()}
