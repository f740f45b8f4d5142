"""Documents, pictures and links. The type is what the content is, whatever the name or the sender says."""

import io
import zipfile
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from initiatives.models import Actor, Attachment, Initiative, LogEntry
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDEST = 1600

OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}


def identify(data: bytes) -> tuple[str, str] | None:
    """(content type, suffix) of a document that may be attached, by its content; None for everything else.

    PDF, and Word, Excel, PowerPoint and OpenDocument files without macros.
    """
    if data.startswith(b"%PDF-"):
        return "application/pdf", ".pdf"
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(map(_runs, names)):
                return None
            if names and names[0] == "mimetype":
                kind = archive.read("mimetype")[:100].decode("ascii", "replace")
                return (kind, OPEN_DOCUMENT[kind]) if kind in OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((found for folder, found in OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _runs(name: str) -> bool:
    return name.startswith("Basic/") or name.lower().endswith(("vbaproject.bin", ".exe", ".js"))


def clean_picture(data: bytes) -> bytes:
    """The picture drawn anew as JPEG, at most WIDEST pixels wide: whatever else was in the file, such as where it was
    taken, is gone. Raises StepRefused when it is no picture.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP", "GIF"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise StepRefused(_("The picture is too large. Make it smaller and try again."))
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
            drawn.thumbnail((WIDEST, WIDEST))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise StepRefused(_("The file is not a picture that can be shown. Use JPEG or PNG.")) from None
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=82)
    return kept.getvalue()


def read(file: Any) -> bytes:
    if file.size > MOST_BYTES:
        raise StepRefused(_("The file is larger than 10 MB. Make it smaller, or link to it instead."))
    return file.read()


@transaction.atomic
def attach_document(initiative: Initiative, *, file: Any, title: str, actor: Actor | None, by: User) -> Attachment:
    """Keep a document until a coordinator has looked at it."""
    data = read(file)
    found = identify(data)
    if found is None:
        raise StepRefused(_("Only PDF, Word, Excel, PowerPoint and OpenDocument without macros can be attached."))
    content_type, suffix = found
    stem = get_valid_filename(PurePath(file.name).stem.strip() or "dokument")[:80]
    return _keep(initiative, data, Attachment.Kind.DOCUMENT, title, actor, by, content_type=content_type,
                 file_name=stem + suffix)  # fmt: skip


@transaction.atomic
def attach_picture(entry: LogEntry, *, file: Any, title: str, by: User) -> Attachment:
    data = clean_picture(read(file))
    return _keep(entry.initiative, data, Attachment.Kind.PICTURE, title, entry.actor, by, entry=entry,
                 content_type="image/jpeg", file_name="bild.jpg")  # fmt: skip


def _keep(
    initiative: Initiative, data: bytes, kind: str, title: str, actor: Actor | None, by: User, **how: Any
) -> Attachment:
    one = Attachment(initiative=initiative, kind=kind, title=title, actor=actor, by=by, size=len(data), **how)
    if by.can_moderate:
        one.looked_at = timezone.now()
    one.file.save("bilaga", ContentFile(data), save=False)
    one.save()
    record(initiative, Change.Verb.ADDED, by, {"attachment": ["", title]})
    return one


@transaction.atomic
def attach_link(initiative: Initiative, *, url: str, title: str, actor: Actor | None, by: User) -> Attachment:
    now = timezone.now()
    one = Attachment.objects.create(
        initiative=initiative, kind=Attachment.Kind.LINK, url=url, title=title, actor=actor, by=by, looked_at=now
    )
    record(initiative, Change.Verb.ADDED, by, {"attachment": ["", title]})
    return one


@transaction.atomic
def show(one: Attachment, *, by: User) -> None:
    """A coordinator has looked at it: everyone may see it."""
    one.looked_at, one.hidden_at = timezone.now(), None
    one.save(update_fields=["looked_at", "hidden_at"])
    record(one.initiative, Change.Verb.PUBLISHED, by, {"attachment": ["", one.title]})


@transaction.atomic
def hide(one: Attachment, *, by: User) -> None:
    one.hidden_at = timezone.now()
    one.save(update_fields=["hidden_at"])
    record(one.initiative, Change.Verb.HID, by, {"attachment": [one.title, ""]})
