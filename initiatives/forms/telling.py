"""News, endings, attachments, and the answers to letters."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.content import Payload
from initiatives.forms.proposing import SaidDateField
from initiatives.letters import KINDS
from initiatives.models import (
    CheckIn,
    Closing,
    LogEntry,
    Phase,
)


class NewsForm(forms.ModelForm):
    class Meta:
        model = LogEntry
        fields = ["text", "kind"]
        labels = {"text": gettext_lazy("What has happened?"), "kind": gettext_lazy("Kind of news")}
        widgets = {"text": forms.Textarea(attrs={"rows": 1, "maxlength": 2000})}

    picture = forms.FileField(
        label=gettext_lazy("Picture"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("JPEG or PNG, at most 10 MB. It is shown when a coordinator has looked at it."),
    )  # fmt: skip
    picture_shows = forms.CharField(
        label=gettext_lazy("What does the picture show?"), max_length=200, required=False,
        help_text=gettext_lazy("For those who cannot see it."),
    )  # fmt: skip

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("picture") and not cleaned.get("picture_shows"):
            self.add_error("picture_shows", _("Write what the picture shows, for those who cannot see it."))
        return cleaned


class ClosingForm(forms.ModelForm):
    """How it ended: four questions, and when."""

    end = SaidDateField(
        label=gettext_lazy("When did it end?"), end=True,
        help_text=gettext_lazy("Year, or year and month: 2026 or 2026-08."),
    )  # fmt: skip

    class Meta:
        model = Closing
        fields = ["effect", "promised", "outcome", "evidence", "learned"]
        labels = {
            "effect": gettext_lazy("How did it end?"),
            "promised": gettext_lazy("What was promised?"),
            "outcome": gettext_lazy("What came of it?"),
            "evidence": gettext_lazy("How do you know?"),
            "learned": gettext_lazy("What did you learn?"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("promised", "outcome", "evidence", "learned")}

    def payload(self) -> Payload:
        end, precision = self.cleaned_data.pop("end")
        stopped = self.cleaned_data["effect"] == Closing.Effect.STOPPED
        return {
            "closing": {name: str(value) for name, value in self.cleaned_data.items()},
            "end": end.isoformat(),
            "end_precision": precision,
            "phase": (Phase.STOPPED if stopped else Phase.ENDED).value,
        }


class AttachForm(forms.Form):
    """A document or a link; one of them."""

    title = forms.CharField(label=gettext_lazy("What is it?"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("Document"), required=False,
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint or OpenDocument, at most 10 MB."),
    )  # fmt: skip
    url = forms.URLField(
        label=gettext_lazy("or a link"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("file")) == bool(cleaned.get("url")) and not self.errors:
            self.add_error("file", _("Choose a document or write a link, one of them."))
        return cleaned


class CheckInForm(forms.Form):
    svar = forms.ChoiceField(choices=CheckIn.Answer.choices)


class LettersForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What should the weekly letter hold?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = KINDS.items()
