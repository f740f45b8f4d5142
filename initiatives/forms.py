"""All input on initiatives, filters included. Forms validate; the functions in moderation.py do the rest."""

from datetime import date

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Indicator
from initiatives.content import Payload
from initiatives.dates import parse_date, write_date
from initiatives.letters import KINDS
from initiatives.models import (
    Actor,
    ActorName,
    CannedAnswer,
    CheckIn,
    Closing,
    Contribution,
    Initiative,
    LogEntry,
    Membership,
    Partnership,
    Phase,
)
from rus.accounts.models import User
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective


class InitiativeFilterForm(forms.Form):
    """The list as its address says it: filters named in Swedish, values stable keys. `tags` is of tags.choices."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    kraftsamling = forms.ChoiceField(label=gettext_lazy("Kraftsamling"), required=False)
    perspektiv = forms.ChoiceField(label=gettext_lazy("Perspective"), required=False)
    fas = forms.ChoiceField(
        label=gettext_lazy("Phase"), required=False,
        choices=[("", gettext_lazy("All")), *Phase.choices, ("utan-effekt", Closing.Effect.NO_EFFECT.label)],
    )  # fmt: skip
    kommun = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    organisation = forms.ModelChoiceField(
        Actor.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    med = forms.ModelChoiceField(Actor.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput)
    sida = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tags, **kwargs):
        super().__init__(*args, **kwargs)
        for field, kind in (
            ("kraftsamling", "kraftsamling"),
            ("perspektiv", "perspective"),
            ("kommun", "municipality"),
        ):
            self.fields[field].choices = [("", _("All")), *((tag.key, tag.name) for tag in tags[kind])]

    def apply(self, initiatives):
        chosen = self.cleaned_data
        for word in chosen["q"].casefold().split():
            initiatives = initiatives.filter(search_text__contains=word)
        if chosen["kraftsamling"]:
            initiatives = initiatives.filter(kraftsamlingar__slug=chosen["kraftsamling"])
        if chosen["perspektiv"]:
            initiatives = initiatives.filter(perspective_links__perspective__slug=chosen["perspektiv"])
        if chosen["fas"] == "utan-effekt":
            initiatives = initiatives.filter(closing__effect=Closing.Effect.NO_EFFECT)
        elif chosen["fas"]:
            initiatives = initiatives.filter(phase=chosen["fas"])
        for actor in filter(None, [chosen["organisation"], chosen["med"]]):
            taking_part = Partnership.objects.filter(actor=actor)
            initiatives = initiatives.filter(pk__in=taking_part.values("initiative"))
        if chosen["kommun"]:
            initiatives = initiatives.filter(municipalities__code=chosen["kommun"])
        return initiatives

    @property
    def is_filtered(self):
        return any(value for name, value in self.cleaned_data.items() if name != "sida")


class SaidDateField(forms.CharField):
    """A date known to the day, the month or the year; cleans to (date, precision) or (None, "day")."""

    def __init__(self, *, end=False, **kwargs):
        self.end = end
        super().__init__(max_length=10, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None, "day"
        try:
            day, precision = parse_date(text, end=self.end)
        except ValueError:
            raise ValidationError(_("Write a year, a month or a day: 2026, 2026-08 or 2026-08-15.")) from None
        return day, precision.value


class SimilarForm(forms.Form):
    """What somebody has typed of a title."""

    title = forms.CharField(max_length=200, required=False)


class EssentialsForm(forms.Form):
    """Step 1: four questions."""

    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("On behalf of"), to_field_name="slug", empty_label=None
    )
    title = forms.CharField(label=gettext_lazy("What is the initiative called?"), max_length=200)
    challenge = forms.CharField(
        label=gettext_lazy("Which challenge do you take on?"),
        help_text=gettext_lazy("Two or three sentences that a neighbour would understand."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    kraftsamlingar = forms.ModelMultipleChoiceField(
        Kraftsamling.objects.none(),
        label=gettext_lazy("Which kraftsamling does it belong to?"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kraftsamling_unknown = forms.BooleanField(label=gettext_lazy("Do not know, the region may help"), required=False)
    start = SaidDateField(
        label=gettext_lazy("Starts"), help_text=gettext_lazy("Year, or year and month: 2026 or 2026-08.")
    )
    end = SaidDateField(
        label=gettext_lazy("Ends"), help_text=gettext_lazy("Leave empty if it goes on until further notice."), end=True,
        required=False,
    )  # fmt: skip

    def __init__(self, *args, actors, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors
        if len(actors) == 1:
            self.fields["actor"].widget = forms.HiddenInput()
            self.fields["actor"].initial = actors[0].slug
        self.fields["kraftsamlingar"].queryset = Kraftsamling.objects.filter(strategy=strategy)

    def clean(self):
        cleaned = super().clean()
        if "kraftsamlingar" in cleaned and not cleaned["kraftsamlingar"] and not cleaned.get("kraftsamling_unknown"):
            self.add_error("kraftsamlingar", _("Choose at least one, or say that you do not know."))
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start[0] and end[0] and end[0] < start[0]:
            self.add_error("end", _("The initiative ends before it starts."))
        return cleaned

    def payload(self) -> Payload:
        (start, start_precision), (end, end_precision) = self.cleaned_data["start"], self.cleaned_data["end"]
        return {
            "title": self.cleaned_data["title"],
            "challenge": self.cleaned_data["challenge"],
            "kraftsamlingar": [one.slug for one in self.cleaned_data["kraftsamlingar"]],
            "start": start.isoformat(),
            "start_precision": start_precision,
            "end": end.isoformat() if end else None,
            "end_precision": end_precision,
            "phase": "planned" if start > timezone.localdate() else "ongoing",
        }

    @staticmethod
    def initial_from(payload: Payload) -> dict:
        def said(name):
            value = payload.get(name)
            return write_date(date.fromisoformat(value), payload[f"{name}_precision"]) if value else ""

        return {
            "title": payload["title"],
            "challenge": payload["challenge"],
            "kraftsamlingar": payload["kraftsamlingar"],
            "kraftsamling_unknown": bool(payload["title"]) and not payload["kraftsamlingar"],
            "start": said("start"),
            "end": said("end"),
        }

    def typed(self) -> Payload:
        """What has been typed so far, whole or not: what autosave keeps. Dates wait until they can be read."""
        kept = {name: self.data.get(name, "").replace("\0", "")[:5000] for name in ("title", "challenge")}
        kept["title"] = kept["title"][:200]
        known = set(self.fields["kraftsamlingar"].queryset.values_list("slug", flat=True))
        kept["kraftsamlingar"] = [slug for slug in self.data.getlist("kraftsamlingar") if slug in known]
        for name in ("start", "end"):
            try:
                day, precision = parse_date(self.data.get(name, ""), end=name == "end")
            except ValueError:
                continue
            kept |= {name: day.isoformat(), f"{name}_precision": precision.value}
        return kept


class ConnectionForm(forms.Form):
    """Step 2: what it is, where, and with whom. Everything may be skipped."""

    summary = forms.CharField(
        label=gettext_lazy("What do you do?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    perspectives = forms.ModelMultipleChoiceField(
        Perspective.objects.none(),
        label=gettext_lazy("Which perspectives do you take up?"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where does it happen?"),
        choices=[
            ("county", gettext_lazy("In the whole county")),
            ("municipalities", gettext_lazy("In these municipalities:")),
            ("unknown", gettext_lazy("Do not know, the region may help")),
        ],
        widget=forms.RadioSelect,
        initial="unknown",
        required=False,
    )
    municipalities = forms.ModelMultipleChoiceField(
        Geography.objects.none(),
        label=gettext_lazy("Municipalities"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.CharField(
        label=gettext_lazy("Who takes part?"),
        help_text=gettext_lazy("One organisation on each line. Write the name; those in the register are linked."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )
    website = forms.URLField(
        label=gettext_lazy("Where can one read more?"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip

    def __init__(self, *args, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["perspectives"].queryset = Perspective.objects.filter(strategy=strategy)
        self.fields["municipalities"].queryset = Geography.objects.filter(parent=strategy.county)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("municipalities"):
            cleaned["reach"] = "municipalities"
        elif cleaned.get("reach") == "municipalities":
            self.add_error("municipalities", _("Tick the municipalities, or choose another answer above."))
        return cleaned

    def payload(self, base: Payload) -> Payload:
        """The answers, with the lead and the financiers that step 2 does not ask about kept as they are."""
        kept = [part for part in base["partnerships"] if part["role"] != Partnership.Role.PARTNER]
        how = base["perspectives"]
        return {
            "summary": self.cleaned_data["summary"],
            "perspectives": {one.slug: how.get(one.slug, "") for one in self.cleaned_data["perspectives"]},
            "reach": self.cleaned_data["reach"] or Initiative.Reach.UNKNOWN.value,
            "municipalities": [place.code for place in self.cleaned_data["municipalities"]],
            "partnerships": kept + match_partners(self.cleaned_data["partners"], kept),
            "website": self.cleaned_data["website"],
        }

    @staticmethod
    def initial_from(payload: Payload) -> dict:
        partners = [part for part in payload["partnerships"] if part["role"] == Partnership.Role.PARTNER]
        names = dict(Actor.objects.filter(slug__in=[part["actor"] for part in partners]).values_list("slug", "name"))
        return {
            "summary": payload["summary"],
            "perspectives": list(payload["perspectives"]),
            "reach": payload["reach"],
            "municipalities": payload["municipalities"],
            "partners": "\n".join(part["named_as"] or names.get(part["actor"], "") for part in partners),
            "website": payload["website"],
        }


def match_partners(text: str, taken: list[Payload]) -> list[Payload]:
    """Lines as partners: an organisation of the register by any name it is known by, else the text as written."""
    lines = list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))
    by_name = {actor.name.casefold(): actor.slug for actor in Actor.objects.all()}
    by_name |= {one.name.casefold(): one.actor.slug for one in ActorName.objects.select_related("actor")}
    leads = {part["actor"] for part in taken if part["role"] == Partnership.Role.LEAD}
    found: dict[str, Payload] = {}
    for line in lines:
        slug = by_name.get(line.casefold(), "")
        if slug not in leads or not slug:
            found[slug or line] = {
                "actor": slug,
                "named_as": "" if slug else line,
                "role": Partnership.Role.PARTNER.value,
            }
    return list(found.values())


class ContributionForm(forms.Form):
    """One effect that is aimed for."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("What should it affect?"), to_field_name="slug", required=False,
        empty_label=gettext_lazy("Do not know, the region may help"),
    )  # fmt: skip
    aim = forms.ChoiceField(label=gettext_lazy("Which way?"), choices=Contribution.Aim.choices, required=False)
    how = forms.CharField(
        label=gettext_lazy("How?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    lag_years = forms.IntegerField(
        label=gettext_lazy("After how many years could it show?"), min_value=0, max_value=30, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.judged()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") and not cleaned.get("indicator") and "indicator" not in self.errors:
            self.add_error("indicator", _("Choose what it should affect, or empty the answer below."))
        return cleaned


class BaseContributionFormSet(forms.BaseFormSet):
    def clean(self):
        chosen = [form.cleaned_data.get("indicator") for form in self.forms if hasattr(form, "cleaned_data")]
        twice = {one for one in chosen if one and chosen.count(one) > 1}
        for form in self.forms:
            if form.cleaned_data.get("indicator") in twice:
                form.add_error("indicator", _("Stands here twice. Write everything about it in one place."))

    def payload(self) -> list[Payload]:
        return [
            {
                "indicator": form.cleaned_data["indicator"].slug,
                "breakdown": "",
                "aim": form.cleaned_data["aim"] or Contribution.Aim.RAISE.value,
                "how": form.cleaned_data["how"],
                "lag_years": form.cleaned_data["lag_years"],
                "origin": Contribution.Origin.ORGANISATION.value,
            }
            for form in self.forms
            if form.cleaned_data.get("indicator")
        ]


ContributionFormSet = forms.formset_factory(ContributionForm, formset=BaseContributionFormSet, extra=2, max_num=20)


class SuggestionsForm(forms.Form):
    """What the editors have suggested that an initiative should affect: its organisation says of each if it is so."""

    ANSWERS = [
        ("", gettext_lazy("Not said yet")),
        ("yes", gettext_lazy("Yes, this is what we aim for")),
        ("no", gettext_lazy("No, take it away")),
    ]

    def __init__(self, data, *, suggested: list[Payload]):
        super().__init__(data, prefix="forslag")
        self.suggested = suggested
        names = {
            one.slug: one.name for one in Indicator.objects.filter(slug__in=[row["indicator"] for row in suggested])
        }
        for row in suggested:
            self.fields[row["indicator"]] = forms.ChoiceField(
                label=names.get(row["indicator"], row["indicator"]),
                help_text=f"{capfirst(Contribution.Aim(row['aim']).label)}. {row['how']}",
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                required=False,
            )

    def payload(self) -> list[Payload]:
        """The suggestions that stand: confirmed ones in the organisation's name, those not answered as they were."""
        own = Contribution.Origin.ORGANISATION.value
        answers = {row["indicator"]: self.cleaned_data.get(row["indicator"], "") for row in self.suggested}
        return [
            row | ({"origin": own} if answers[row["indicator"]] == "yes" else {})
            for row in self.suggested
            if answers[row["indicator"]] != "no"
        ]


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


class DecisionForm(forms.Form):
    """A coordinator's decision on a revision. A field with a comment is returned; the rest is published, or all is
    returned. `differences` are of content.compare."""

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


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("As"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)


class MemberForm(forms.Form):
    """What an administrator does with a member: another role, or away."""

    act = forms.ChoiceField(choices=[*Membership.Role.choices, ("remove", "")])


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])


class AskForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Who are you, and what do you work with?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


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


class CompareForm(forms.Form):
    """Two versions beside each other, the older one first whichever is chosen first."""

    fran = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    till = forms.TypedChoiceField(label=gettext_lazy("to version"), coerce=int)

    def __init__(self, data=None, *, versions):
        super().__init__(data)
        self.versions = {one.number: one for one in versions}
        for name in ("fran", "till"):
            self.fields[name].choices = [(number, number) for number in self.versions]
        self.initial = {"fran": min(self.versions, default=None), "till": max(self.versions, default=None)}

    def chosen(self):
        numbers = sorted([self.cleaned_data["fran"], self.cleaned_data["till"]])
        return tuple(self.versions[number] for number in numbers)


class CheckInForm(forms.Form):
    svar = forms.ChoiceField(choices=CheckIn.Answer.choices)


class LettersForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What should the weekly letter hold?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = KINDS.items()


class OfferForm(forms.Form):
    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("On behalf of"), to_field_name="slug", empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("What do you want to contribute?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, actors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors


class ProposeActorForm(forms.Form):
    """An organisation that is not in the register."""

    name = forms.CharField(label=gettext_lazy("What is the organisation called?"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What kind of organisation is it?"), choices=Actor.Kind.choices)
    website = forms.URLField(
        label=gettext_lazy("Its own page on the web"), required=False, assume_scheme="https", max_length=200
    )
    text = forms.CharField(
        label=gettext_lazy("Who are you, and what do you work with?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=gettext_lazy("Everybody with an address at"), max_length=100, required=False,
        help_text=gettext_lazy("For example orebro.se. Empty: everybody asks, and an administrator lets in."),
        validators=[
            RegexValidator(r"^@?[\w.-]+\.[a-zA-Z]{2,}$", gettext_lazy("Write what stands after @ in the address."))
        ],
    )  # fmt: skip


class InvitedForm(forms.Form):
    """An account for somebody who was invited; the address is the one that the letter went to."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("Choose a password"), help_text=gettext_lazy("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, data, *, email):
        super().__init__(data)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class ArchiveForm(forms.Form):
    """Why something is taken away from the public pages."""

    comment = forms.CharField(max_length=2000, required=False)
