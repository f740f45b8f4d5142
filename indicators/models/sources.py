from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.sources.door import check_address


class Source(models.Model):
    """Where series are fetched from, with the limits that its owner sets. The window is shared by all processes."""

    class Kind(models.TextChoices):
        KOLADA = "kolada", "Kolada API v3"
        PXWEB1 = "pxweb1", "PxWebApi v1"
        PXWEB2 = "pxweb2", "PxWebApi v2"

    slug = models.SlugField(_("key"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    base_url = models.CharField(_("base address"), max_length=300, validators=[check_address])
    place_variable = models.CharField(
        _("variable that holds the place"), max_length=60, default="Region", help_text=_("For PxWeb.")
    )
    calls = models.PositiveSmallIntegerField(_("calls allowed"), default=10)
    per_seconds = models.PositiveSmallIntegerField(_("in so many seconds"), default=10)
    max_cells = models.PositiveIntegerField(_("values allowed in one answer"), default=100_000)
    credit = models.CharField(_("how the source wants to be named"), max_length=200, blank=True)
    window_started_at = models.DateTimeField(null=True, editable=False)
    window_calls = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("source of statistics")
        verbose_name_plural = _("sources of statistics")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def is_replaced(self) -> bool:
        """Whether a stand-in on this machine answers instead, as in the demo."""
        return bool(settings.STATISTICS_STANDIN)

    @property
    def address(self) -> str:
        """The base address; in a demo or on a developer's machine that of the stand-in, which answers on loopback."""
        standin = settings.STATISTICS_STANDIN
        return f"{standin}/{self.slug}" if standin else self.base_url.rstrip("/")
