"""Documents, links, pictures and contact persons."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from initiatives import attaching
from initiatives.models import Attachment, Contact, Initiative, LogEntry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def laslyft(county):
    return Initiative.objects.get(slug="laslyft")


def archive(*names, mimetype=""):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return kept.getvalue()


def picture(exif=False):
    kept = io.BytesIO()
    image = Image.new("RGB", (40, 30), "green")
    tags = Image.Exif()
    if exif:
        tags[0x010E] = "hemlig-plats"
    image.save(kept, "JPEG", exif=tags)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (PDF, ".pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), ".docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), ".pptx"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), ".odt"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (archive("evil.exe"), None),
        (archive("x", mimetype="text/html"), None),
        (b"PK\x03\x04 trasig", None),
        (b"<html><script>alert(1)</script>", None),
        (b"MZ\x90", None),
        (b"", None),
    ],
)
def test_the_type_is_what_the_content_is(data, suffix):
    found = attaching.identify(data)
    assert (found[1] if found else None) == suffix


def post(client, name="rapport.pdf", data=PDF, **more):
    form = {"title": "Slutrapport", "file": SimpleUploadedFile(name, data, content_type="text/html")}
    return client.post("/initiativ/laslyft/bilaga/", form | more)


def test_a_document_waits_for_a_look_and_is_then_a_download_that_runs_nothing(
    laslyft, berit, okke, sara, signed_in, client
):
    post(signed_in(berit), name='..\\..\\"ond".html')
    one = Attachment.objects.get()
    assert one.file.name == f"bilagor/{one.token}"
    client.logout()
    assert client.get(one.get_absolute_url()).status_code == 404
    assert "Slutrapport" not in client.get("/initiativ/laslyft/").content.decode()
    assert "väntar på genomsyn" in signed_in(berit).get("/initiativ/laslyft/").content.decode()
    signed_in(sara).post("/admin/initiatives/attachment/", {"action": "show", "_selected_action": [one.pk]})
    client.logout()
    answer = client.get(one.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    signed_in(sara).post("/admin/initiatives/attachment/", {"action": "hide", "_selected_action": [one.pk]})
    client.logout()
    assert client.get(one.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "rapport.pdf", "data": b"<script>alert(1)</script>"}, "Bara PDF"),
        ({"data": PDF + b"0" * (10 * 1024 * 1024)}, "större än 10 MB"),
        ({"url": "https://exempel.se"}, "ett av dem"),
        ({"file": ""}, "ett av dem"),
        ({"file": "", "url": "javascript:alert(1)"}, "giltig"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_attached_is_said_in_words(laslyft, berit, signed_in, form, says):
    page = post(signed_in(berit), **form)
    assert says in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_link_is_shown_at_once(laslyft, pelle, signed_in, client):
    post(signed_in(pelle), file="", url="https://exempel.se/rapport")
    client.logout()
    assert 'href="https://exempel.se/rapport"' in client.get("/initiativ/laslyft/").content.decode()


def tell(client, laslyft, **more):
    data = {f"i{laslyft.pk}-text": "Vi läser.", f"i{laslyft.pk}-kind": "activity"}
    return client.post(
        "/initiativ/laslyft/nyhet/", data | {f"i{laslyft.pk}-{name}": value for name, value in more.items()}
    )


def test_news_with_a_picture_that_is_drawn_anew_and_waits_for_a_look(laslyft, berit, sara, signed_in, client):
    file = SimpleUploadedFile("b.jpg", picture(exif=True))
    tell(signed_in(berit), laslyft, picture=file, picture_shows="Barn som läser")
    one = Attachment.objects.get()
    assert b"hemlig-plats" not in one.file.read()
    client.logout()
    page = client.get("/initiativ/laslyft/").content.decode()
    assert "Vi läser." in page
    assert "Barn som läser" not in page
    attaching.show(one, by=sara)
    assert 'alt="Barn som läser"' in client.get("/initiativ/laslyft/").content.decode()
    assert client.get(one.get_absolute_url())["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "shows", "says"),
    [
        (b"<svg onload=alert(1)>", "x", "inte en bild"),
        (picture(), "", "Skriv vad bilden visar"),
        (picture()[:200], "x", "inte en bild"),
    ],
)
def test_a_picture_that_is_none_or_is_not_described_keeps_the_text_and_tells_nothing(
    laslyft, berit, signed_in, data, shows, says
):
    page = tell(
        signed_in(berit), laslyft, picture=SimpleUploadedFile("b.jpg", data), picture_shows=shows
    ).content.decode()
    assert says in page
    assert "Vi läser." in page
    assert not LogEntry.objects.exists()


def test_a_contact_is_shown_by_the_own_hand_only(laslyft, berit, pelle, signed_in, client):
    assert berit.email not in client.get("/initiativ/laslyft/").content.decode()
    signed_in(berit).post("/initiativ/laslyft/kontakt/", {"act": "show"})
    client.logout()
    assert berit.email in client.get("/initiativ/laslyft/").content.decode()
    signed_in(pelle).post("/initiativ/laslyft/kontakt/", {"act": "hide", "user": berit.pk})
    assert Contact.objects.get().user == berit
    signed_in(berit).post("/initiativ/laslyft/kontakt/", {"act": "hide"})
    client.logout()
    assert berit.email not in client.get("/initiativ/laslyft/").content.decode()
