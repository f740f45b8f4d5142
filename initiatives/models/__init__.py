from initiatives.models.actors import Actor, ActorName, Invitation, Membership, MembershipRequest
from initiatives.models.attachments import Attachment, Contact
from initiatives.models.follow_up import Response, Result
from initiatives.models.following import CheckIn, Follow
from initiatives.models.initiatives import (
    Closing,
    Contribution,
    Funding,
    Initiative,
    InitiativePerspective,
    LogEntry,
    Partnership,
    Phase,
)
from initiatives.models.proposals import CannedAnswer, Decision, FormerSlug, PartnerRequest, Revision, Version
from initiatives.models.tallies import Tally

__all__ = [
    "Actor",
    "ActorName",
    "Attachment",
    "CannedAnswer",
    "CheckIn",
    "Closing",
    "Contact",
    "Contribution",
    "Decision",
    "Follow",
    "FormerSlug",
    "Funding",
    "Initiative",
    "InitiativePerspective",
    "Invitation",
    "LogEntry",
    "Membership",
    "MembershipRequest",
    "PartnerRequest",
    "Partnership",
    "Phase",
    "Response",
    "Result",
    "Revision",
    "Tally",
    "Version",
]
