from django.db import models


class Tally(models.Model):
    """How many published initiatives there are of a combination that pages count by; initiatives.tallies keeps it.

    `subject` and `within` are primary keys by kind, and 0 where the kind has none:

    kind            subject         within              counts
    ongoing                         kraftsamling or 0   ongoing initiatives
    taking_part     organisation    kraftsamling or 0   ongoing initiatives that it leads or is a partner in
    place           municipality                        ongoing initiatives there
    county, unknown                                     ongoing ones for the whole county, and without a known place
    shift           shift                               ongoing ones that work on it
    principle       way of working                      ones that work in that way
    perspective     perspective     kraftsamling        ongoing ones there that take it up
    said, suggested indicator                           ongoing ones that want to affect it, by the organisation's or
                                                        the editors' word; `year` is the first year in which an effect
                                                        could show, 0 where it is not known
    aiming          organisation    indicator           published ones that it leads or is a partner in
    """

    class Kind(models.TextChoices):
        ONGOING = "ongoing"
        TAKING_PART = "taking_part"
        PLACE = "place"
        COUNTY = "county"
        UNKNOWN = "unknown"
        SHIFT = "shift"
        PRINCIPLE = "principle"
        PERSPECTIVE = "perspective"
        SAID = "said"
        SUGGESTED = "suggested"
        AIMING = "aiming"

    kind = models.CharField(max_length=11, choices=Kind)
    subject = models.PositiveBigIntegerField(default=0)
    within = models.PositiveBigIntegerField(default=0)
    year = models.PositiveSmallIntegerField(default=0)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "within", "year"], name="tally_once")]
        # From an indicator to the organisations that want to affect it.
        indexes = [models.Index(fields=["kind", "within", "subject"], name="tally_within")]

    def __str__(self):
        return f"{self.kind} {self.subject} {self.within} {self.year}: {self.count}"
