from django import forms
from django.utils.translation import gettext_lazy as _

from rus.search.finding import LONGEST
from rus.search.kinds import KINDS


class SearchForm(forms.Form):
    q = forms.CharField(
        max_length=LONGEST, required=False, label=_("Search for"),
        error_messages={"max_length": _("Write at most 200 characters: a few words are enough.")},
    )  # fmt: skip
    typ = forms.ChoiceField(choices=[(name, kind.label) for name, kind in KINDS.items()], required=False)
