from initiatives.models.actors import Actor, ActorName, Invitation, Membership, MembershipRequest
from initiatives.models.follow_up import Response, Result
from initiatives.models.initiatives import (
    Contribution,
    Funding,
    Initiative,
    InitiativePerspective,
    LogEntry,
    Partnership,
    Phase,
)
from initiatives.models.proposals import Decision, Revision, Version

__all__ = [
    "Actor",
    "ActorName",
    "Contribution",
    "Decision",
    "Funding",
    "Initiative",
    "InitiativePerspective",
    "Invitation",
    "LogEntry",
    "Membership",
    "MembershipRequest",
    "Partnership",
    "Phase",
    "Response",
    "Result",
    "Revision",
    "Version",
]
