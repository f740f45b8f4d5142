from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name, css=""):
    """A shape of the sprite; it says nothing by itself, so words stand beside it. The same markup for the whole run."""
    return format_html(
        '<svg class="icon icon-{} {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        name,
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def other_language_url(context):
    """The same page in the other language."""
    return translate_url(context["request"].get_full_path(), "sv" if get_language() == "en" else "en")


@register.simple_tag
def swedish():
    """Marks what people wrote in Swedish on a page in another language."""
    return "" if get_language() == "sv" else format_html(' lang="{}"', "sv")
