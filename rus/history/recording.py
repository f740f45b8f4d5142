from typing import Any

from django.db.models import Model

from rus.history.models import Change


def record(obj: Model, verb: Change.Verb, by: Any, changes: dict[str, Any] | None = None, comment: str = "") -> Change:
    """Keep that `by` (a user, or None for the system) did `verb` to `obj`; `changes` maps field to [from, to]."""
    return Change.objects.create(
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=str(obj)[:300],
        verb=verb,
        by=by,
        changes=changes or {},
        comment=comment,
    )
