"""All input on initiatives, filters included. Forms validate; the functions in moderation.py do the rest."""

from initiatives.forms.deciding import ArchiveForm, DecisionForm
from initiatives.forms.filtering import CompareForm, InitiativeFilterForm, SimilarForm
from initiatives.forms.joining import (
    AskForm,
    DomainForm,
    InvitedForm,
    InviteForm,
    MemberForm,
    OfferForm,
    ProposeActorForm,
    VerdictForm,
)
from initiatives.forms.proposing import (
    ConnectionForm,
    ContributionFormSet,
    EssentialsForm,
    FundingFormSet,
    SuggestionsForm,
)
from initiatives.forms.telling import AttachForm, CheckInForm, ClosingForm, LettersForm, NewsForm

__all__ = [
    "ArchiveForm",
    "AskForm",
    "AttachForm",
    "CheckInForm",
    "ClosingForm",
    "CompareForm",
    "ConnectionForm",
    "ContributionFormSet",
    "DecisionForm",
    "DomainForm",
    "EssentialsForm",
    "FundingFormSet",
    "InitiativeFilterForm",
    "InviteForm",
    "InvitedForm",
    "LettersForm",
    "MemberForm",
    "NewsForm",
    "OfferForm",
    "ProposeActorForm",
    "SimilarForm",
    "SuggestionsForm",
    "VerdictForm",
]
