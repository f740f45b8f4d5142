"""A coordinator's decision, field by field, and taking away."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import (
    CannedAnswer,
)


class DecisionForm(forms.Form):
    """A coordinator's decision on a revision. A field with a comment is returned; the rest is published, or all is
    returned. `differences` are of comparing.compare."""

    verdict = forms.ChoiceField(choices=[("publish", ""), ("return", "")])
    answer = forms.ModelChoiceField(
        CannedAnswer.objects.all(), label=gettext_lazy("A common answer"), required=False,
        empty_label=gettext_lazy("None"),
    )  # fmt: skip
    comment = forms.CharField(
        label=gettext_lazy("Comment to the author"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000,
        required=False,
    )  # fmt: skip

    def __init__(self, data=None, *, differences):
        super().__init__(data)
        self.rows = []
        for one in differences:
            self.fields[f"field_{one.field}"] = forms.CharField(
                label=_("Return “%(field)s”: what needs to change?") % {"field": one.label},
                max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 1}),
            )  # fmt: skip
            self.rows.append((one, self[f"field_{one.field}"]))

    def clean(self):
        cleaned = super().clean()
        parts = [cleaned["answer"].text if cleaned.get("answer") else "", cleaned.get("comment", "")]
        cleaned["comment"] = "\n\n".join(part for part in parts if part)
        cleaned["field_comments"] = {
            one.field: text for one, _bound in self.rows if (text := cleaned.get(f"field_{one.field}", "").strip())
        }
        if cleaned.get("verdict") == "return" and not cleaned["comment"] and not cleaned["field_comments"]:
            self.add_error("comment", _("Write what needs to change, so that the author knows."))
        return cleaned


class ArchiveForm(forms.Form):
    """Why something is taken away from the public pages."""

    comment = forms.CharField(max_length=2000, required=False)
