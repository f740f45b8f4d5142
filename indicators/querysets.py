from django.db import models
from django.db.models import Prefetch, Q


class IndicatorQuerySet(models.QuerySet):
    def judged(self):
        """Those with a desired direction; background figures are not judged."""
        return self.exclude(desired="")

    def for_list(self, county):
        """With the judgement that holds for `county` as `judgements`, the primary series, and its kraftsamling."""
        # By way of the place, so that each judgement knows it without fetching it again.
        holding = county.assessments.holding().select_related("series")
        return self.select_related("kraftsamling").prefetch_related(
            Prefetch("assessments", queryset=holding, to_attr="judgements")
        )


class AssessmentQuerySet(models.QuerySet):
    def holding(self):
        return self.filter(held_to=None)

    def of(self, indicator, place):
        """The judgement that holds of an indicator in a place, with what its sentences need; None without one."""
        held = self.holding().filter(indicator=indicator, geography=place)
        return held.select_related("series__source", "geography").first()


class ObservationQuerySet(models.QuerySet):
    def current(self):
        """Values that stand: not withdrawn by their producer, and not missing."""
        return self.filter(withdrawn_at=None, value__isnull=False)


class SeriesQuerySet(models.QuerySet):
    def followed(self):
        """Those that are fetched from a source."""
        return self.filter(source__isnull=False)

    def due(self, moment):
        """Followed series whose time to be fetched has come; one that has never been fetched is due at once."""
        return self.followed().filter(Q(next_update_at=None) | Q(next_update_at__lte=moment), every_days__isnull=False)
