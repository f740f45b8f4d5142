"""What the database itself refuses, whatever door it comes through."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.models import Annotation, Assessment, Indicator, Observation, Series, Target
from initiatives.models import (
    Contribution,
    Decision,
    Funding,
    Initiative,
    Membership,
    Partnership,
    Response,
    Revision,
    Version,
)
from rus.places.models import Geography
from rus.strategy.models import Strategy


def refuses(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_periods_do_not_end_before_they_start(county):
    refuses(lambda: Initiative.objects.create(slug="x", title="x", start=date(2025, 1, 1), end=date(2024, 1, 1)))
    refuses(
        lambda: Annotation.objects.create(slug="x", name_sv="x", first_day=date(2025, 1, 1), last_day=date(2024, 1, 1))
    )
    refuses(
        lambda: Strategy.objects.create(
            slug="x", name_sv="x", county=Geography.objects.get(code="98"), organisation="x", starts=2025, ends=2024
        )
    )
    initiative = Initiative.objects.get(slug="laslyft")
    refuses(
        lambda: Funding.objects.create(initiative=initiative, amount=1, kind="paid", first_year=2025, last_year=2024)
    )


def test_two_leads(county, skolverk):
    initiative = Initiative.objects.get(slug="laslyft")
    refuses(lambda: Partnership.objects.create(initiative=initiative, actor=skolverk, role="lead"))


def test_a_partner_that_is_nobody(county):
    initiative = Initiative.objects.get(slug="laslyft")
    refuses(lambda: Partnership.objects.create(initiative=initiative, role="partner"))


def test_an_observation_twice(county):
    one = Observation.objects.first()
    one.pk = None
    refuses(lambda: one.save(force_insert=True))


def test_a_value_that_is_missing_or_a_missing_one_with_a_value(county):
    one = Observation.objects.filter(status="final").first()
    refuses(lambda: Observation.objects.filter(pk=one.pk).update(value=None))
    refuses(lambda: Observation.objects.filter(pk=one.pk).update(status="missing"))


def test_two_judged_series_and_two_primary_targets(county):
    refuses(
        lambda: Series.objects.create(
            indicator=Indicator.objects.get(slug="behorighet"), slug="x", name_sv="x", provider="y", external_id="z",
            unit_sv="procent", is_primary=True,
        )
    )  # fmt: skip
    first = Target.objects.get()
    refuses(
        lambda: Target.objects.create(
            indicator=first.indicator,
            geography=first.geography,
            shape="direction",
            is_primary=True,
            text_sv="x",
            source="y",
        )
    )


def test_a_target_without_what_its_shape_needs(county):
    first = Target.objects.get()
    refuses(lambda: Target.objects.filter(pk=first.pk).update(value=None))
    refuses(lambda: Target.objects.filter(pk=first.pk).update(base_year=None))
    refuses(lambda: Target.objects.filter(pk=first.pk).update(year=2010))


def test_two_judgements_or_two_versions_that_hold(county):
    judgement = Assessment.objects.holding().first()
    judgement.pk = None
    refuses(lambda: judgement.save(force_insert=True))
    initiative = Initiative.objects.get(slug="laslyft")
    refuses(lambda: Version.objects.create(initiative=initiative, number=9, content={}))


def test_the_same_contribution_or_member_twice(county, berit, aby):
    one = Contribution.objects.first()
    one.pk = None
    refuses(lambda: one.save(force_insert=True))
    refuses(lambda: Membership.objects.create(user=berit, actor=aby))


def test_returning_or_refraining_without_saying_why(county, aby, berit):
    revision = Revision.objects.create(actor=aby, author=berit, state="submitted", submitted_at=timezone.now())
    refuses(lambda: Decision.objects.create(revision=revision, verdict="returned"))
    refuses(lambda: Response.objects.create(indicator=Indicator.objects.first(), stance="declined"))
    refuses(lambda: Response.objects.create(indicator=Indicator.objects.first(), stance="taken"))


def test_a_published_revision_without_an_initiative(county, aby):
    refuses(lambda: Revision.objects.create(actor=aby, state="published", submitted_at=timezone.now()))
