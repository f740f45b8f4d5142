from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Geography(models.Model):
    """A place that statistics are kept for and initiatives happen in, known by SCB's code."""

    class Kind(models.TextChoices):
        NATION = "nation", _("nation")
        COUNTY = "county", _("county")
        MUNICIPALITY = "municipality", _("municipality")

    code = models.CharField(_("code"), max_length=4, unique=True, help_text=_("SCB's code: 00, 18 or 1863."))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    tile_column = models.PositiveSmallIntegerField(_("column in the tile map"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("row in the tile map"), null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]

    def __str__(self):
        """The name; the nation's in the page's language, since `Riket` means nothing in English."""
        return gettext("The nation") if self.kind == self.Kind.NATION else self.name


class GeographyGroup(models.Model):
    """Places to compare with, as chosen one year."""

    slug = models.SlugField(_("key"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    members = models.ManyToManyField(Geography, related_name="groups", verbose_name=_("places"))

    class Meta:
        verbose_name = _("comparison group")
        verbose_name_plural = _("comparison groups")
        ordering = ["name", "year"]
        constraints = [models.UniqueConstraint("slug", Coalesce("year", 0), name="geography_group_once_a_year")]

    def __str__(self):
        return f"{self.name} {self.year}" if self.year else self.name
