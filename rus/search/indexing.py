"""Keeps the index as the published things are: one row at a time as they are saved, or all of it anew."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from rus.search.kinds import KINDS, NAME_OF
from rus.search.models import Entry

BATCH = 2_000


def keep(sender: type, instance, **signal: object) -> None:  # type: ignore[no-untyped-def]
    """Write what a saved thing says, or take it away when it is not public."""
    if signal.get("raw"):
        return
    name = NAME_OF[sender]
    public = KINDS[name].public().filter(pk=instance.pk).first()
    if public is None:
        forget(sender, instance)
        return
    # One statement, new or not: a coordinator decides on hundreds at once.
    Entry.objects.bulk_create(
        [_entry(name, public)], update_conflicts=True, unique_fields=["kind", "object_id"],
        update_fields=["title", "text"],
    )  # fmt: skip


def forget(sender: type, instance, **_signal: object) -> None:  # type: ignore[no-untyped-def]
    Entry.objects.filter(kind=NAME_OF[sender], object_id=instance.pk).delete()


@transaction.atomic
def rebuild() -> int:
    """All of it anew, for what was written past the models' own saving; returns how many texts."""
    Entry.objects.all().delete()
    entries = _everything()
    count = 0
    while batch := list(islice(entries, BATCH)):
        count += len(Entry.objects.bulk_create(batch))
    return count


def rebuild_if_empty(**_signal: object) -> None:
    if not Entry.objects.exists():
        rebuild()


def _everything() -> Iterator[Entry]:
    for name, kind in KINDS.items():
        for one in kind.public().iterator(chunk_size=BATCH):
            yield _entry(name, one)


def _entry(name: str, one) -> Entry:  # type: ignore[no-untyped-def]
    title, text = KINDS[name].words(one)
    return Entry(kind=name, object_id=one.pk, title=title[:500], text=text)
