"""Loads a county's folder: the strategy, organisations, initiatives, indicators and values. All of it or nothing.

Safe to run again: what the folder says is brought up to date by its keys, what it does not mention is left alone, and
an initiative that somebody has changed since is kept as they left it. The format is described in docs/howto/county.md.
"""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from indicators.judging import judge_indicators
from rus.county.loading.action import Action
from rus.county.loading.follow_up import FollowUp
from rus.county.loading.reading import NAMES
from rus.county.loading.words import Words
from rus.county.tables import CountyError
from rus.search.indexing import rebuild
from rus.strategy.models import Strategy


def load_county(folder: Path) -> dict[str, int]:
    """Load the folder and judge its indicators; returns the rows of each kind. On a CountyError nothing is kept."""
    with transaction.atomic():
        counts = County(folder).load()
        rebuild()
        return counts


class County(Words, FollowUp, Action):
    """All the tables, in the order in which they name each other."""

    def load(self) -> dict[str, int]:
        if not self.folder.is_dir():
            raise CountyError([f"{self.folder}: there is no such folder."])
        begins = not Strategy.objects.exists()
        self.table("places", ["code", "name", "kind", "parent", "tile_column", "tile_row"], self.place)
        self.table("groups", ["slug", "name", "year", "members"], self.group, optional=True)
        self.table(
            "strategy",
            [*NAMES, "vision_sv", "vision_en", "county", "organisation", "starts", "ends", "source"],
            self.strategy,
        )
        self.strategy_texts()
        self.organisations()
        self.follow_up()
        self.initiatives()
        self.table(
            "results",
            [
                "slug",
                "kraftsamling",
                "title_sv",
                "title_en",
                "initiatives",
                "on",
                "evidence",
                "now_sv",
                "now_en",
                "now_on",
            ],
            self.result,
            optional=True,
        )
        self.observations()
        judge_indicators()
        if begins:
            Strategy.objects.filter(pk=self.current.pk).update(began_at=timezone.now())
        return self.counts
