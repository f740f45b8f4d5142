"""Curated texts stand in two columns, `name_sv` and `name_en`; `name` reads the one that the page is in."""

from django.utils.translation import get_language


class Localized:
    """Read-only attribute: the text in the active language, Swedish where the English is missing."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        swedish = getattr(obj, f"{self.name}_sv")
        return swedish if get_language() != "en" else getattr(obj, f"{self.name}_en") or swedish
