from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from indicators.templatetags.indicators_tags import arrow as shape
from rus.overview.summary import Arrow
from rus.strategy.templatetags.text import icon

register = template.Library()

ARROW = '<li><a class="{}" href="{}" title="{}">{}<span class="hidden-text">{}</span></a></li>'


@register.simple_tag
def arrow_items(arrows: Iterable[Arrow]) -> SafeString:
    """A link for each indicator, with its name and judgement. Of code, and with its address looked up once, since a
    page holds dozens of them."""
    before, after = reverse("overview:indicator", args=["-"]).rsplit("-", 1)
    rows = (
        (one.assessment.direction if one.assessment else "not_judged", f"{before}{one.indicator.slug}{after}",
         one.label, icon(shape(one.assessment)), one.label)
        for one in arrows
    )  # fmt: skip
    return format_html_join("", ARROW, rows)
