from django import template

from indicators import numbers, sentences

register = template.Library()

ARROWS = {"right": "up", "slow": "tilted", "flat": "level", "unclear": "dashed", "wrong": "down", "not_judged": "ring"}


@register.filter
def short_value(assessment, indicator):
    """The latest value for a table: `79,2 %`."""
    if assessment is None or assessment.value is None:
        return ""
    return numbers.format_short(assessment.value, sentences.unit_of(assessment, indicator), indicator.decimals)


@register.filter
def arrow(assessment):
    """Which arrow of the sprite shows the judgement."""
    return ARROWS[assessment.direction] if assessment else "ring"


@register.filter
def judgement(assessment):
    return sentences.direction_words(assessment) if assessment else ""


@register.filter
def number(value, decimals=0):
    return "" if value is None else numbers.format_number(value, decimals)
