from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Actor
from rus.dialogue import remarks
from rus.dialogue.models import Answer


class AnswerForm(forms.Form):
    """An answer, or a reply, on behalf of one of the person's organisations."""

    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("On behalf of"), to_field_name="slug", empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("What do you say?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )  # fmt: skip
    replies_to = forms.ModelChoiceField(Answer.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actors, question, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors
        if len(actors) == 1:
            self.fields["actor"].widget = forms.HiddenInput()
            self.fields["actor"].initial = actors[0].slug
        self.fields["replies_to"].queryset = question.answers.public()


class OnBehalfForm(forms.Form):
    """For which organisation one supports an answer or makes an initiative of it."""

    actor = forms.ModelChoiceField(Actor.objects.none(), to_field_name="slug")

    def __init__(self, *args, actors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors


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
