from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rus.dialogue import remarks


class RemarkForm(forms.Form):
    """What is not right on a page. The last field is a trap for machines and is not shown to people."""

    sida = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What is not right?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what is not right.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you want an answer"), max_length=254, required=False
    )
    namn = forms.CharField(required=False, max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user:
            del self.fields["email"]

    def clean_sida(self):
        """Only a path on this site; anything else is the site itself."""
        path = self.cleaned_data["sida"]
        return path if path.startswith("/") and not path.startswith("//") else "/"

    def clean(self):
        if self.user is None and remarks.are_too_many():
            raise forms.ValidationError(
                _(
                    "So many have written just now that we cannot take more. "
                    "What you wrote is still here: try in an hour."
                )
            )
        return super().clean()
