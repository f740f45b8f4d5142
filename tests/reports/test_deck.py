"""The presentation: asked for on the page, made by a worker, opened as a PowerPoint, and rendered."""

import io
import os
import re
import shutil
import subprocess
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pptx import Presentation
from pptx.util import Emu

from indicators.judging import judge_indicators
from indicators.models import Indicator, Observation
from initiatives import content, moderation
from initiatives.models import Initiative, Result
from rus.history.models import Change
from rus.history.recording import record
from rus.reports import slides
from rus.reports.models import Deck
from rus.reports.outline import Bullet, Slide
from rus.strategy.models import Insight, Kraftsamling, Strategy

PAGE = "/rapporter/"
FILE = "/rapporter/presentation.pptx"
MAKE = "/rapporter/presentation/gor/"
KEEP = "/rapporter/presentation/spara/"
OFFICE = shutil.which("soffice")
PDFTOTEXT = shutil.which("pdftotext")


@pytest.fixture
def make(client, django_capture_on_commit_callbacks):
    def made(prefix=""):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(prefix + MAKE)
        answer = client.get(prefix + FILE)
        assert answer.status_code == 200
        return Presentation(io.BytesIO(answer.content))

    return made


def text_of(client, path=PAGE):
    return client.get(path, follow=True).content.decode()


def titles(deck):
    return [page.shapes.title.text_frame.text for page in deck.slides]


def words(deck):
    """Everything that is written in it, notes and tables included."""
    said = []
    for page in deck.slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
        if page.has_notes_slide:
            said.append(page.notes_slide.notes_text_frame.text)
    return "\n".join(said)


def charts(deck):
    return [shape for page in deck.slides for shape in page.shapes if shape.has_chart]


def test_it_is_made_once_and_fetched_until_something_changes(client, county, make, berit, sara, aby):
    assert "Gör presentationen" in text_of(client)
    assert "Ingen presentation är gjord än" in text_of(client, FILE)
    make()
    page = text_of(client)
    assert "Inget har ändrats sedan dess" in page
    assert "Gör om den" not in page
    make()
    assert Deck.objects.count() == 1
    revision = moderation.start(
        actor=aby, by=berit, payload=content.complete({"title": "Nyheten", "challenge": "x", "start": "2026-01-01"})
    )
    moderation.submit(revision, by=berit)
    moderation.publish(revision, by=sara)
    assert "Gör om den" in text_of(client)
    make()
    assert Deck.objects.count() == 1
    assert "Inget har ändrats sedan dess" in text_of(client)


def test_coordinators_keep_one_under_a_name_when_newer_ones_are_made(client, county, make, sara, berit, signed_in):
    make()
    first = Deck.objects.get()
    assert "Behåll den här" not in text_of(client)
    signed_in(sara)
    assert "Skriv ett namn, så att den går att hitta igen." in client.post(KEEP, {"name": " "}).content.decode()
    client.post(KEEP, {"name": "Hösten 2026"})
    client.logout()
    page = text_of(client)
    # To keep it is no news to what it shows.
    assert "Hösten 2026" in page and "Inget har ändrats sedan dess" in page
    record(Initiative.objects.first(), Change.Verb.CHANGED, None)
    make()
    assert Deck.objects.count() == 2
    kept = client.get(f"/rapporter/presentation/{first.pk}.pptx")
    assert kept.content == bytes(first.file)
    assert client.get(f"/rapporter/presentation/{Deck.objects.first().pk}.pptx").status_code == 404
    signed_in(sara).post(f"/rapporter/presentation/{first.pk}/slapp/")
    assert "Hösten 2026" not in text_of(client).replace("”Hösten 2026” behålls inte längre.", "")
    assert list(Deck.objects.values_list("name", flat=True)) == [""]


def test_the_newest_one_only_loses_its_name(client, county, make, sara, signed_in):
    make()
    signed_in(sara).post(KEEP, {"name": "Hösten 2026"})
    client.post(f"/rapporter/presentation/{Deck.objects.get().pk}/slapp/")
    assert Deck.objects.get().name == ""
    assert client.get(FILE).status_code == 200


def test_its_order_is_the_one_of_the_county_s_follow_ups(county, make):
    found = titles(make())
    first = [
        "Uppföljning som grund för agerande",
        "Nuläge → kraftsamlingar → önskvärt läge",
    ]
    assert found[:2] == first
    order = [
        "Skola: resultat av RUS-arbetet", "Omvärldstrender", "EU-nivå och nationell nivå", "Behov av förflyttningar",
        "Insikter", "Viktiga perspektiv", "Från ord till handling", "Här behövs mer", "Diskussionsfrågor",
    ]  # fmt: skip
    assert [title for title in found if title in order] == order


def test_charts_are_native_hold_the_register_s_values_and_are_described(county, make):
    deck = make()
    assert charts(deck)
    for shape in charts(deck):
        described = shape._element.nvGraphicFramePr.cNvPr.get("descr")
        assert described.startswith("Linjediagram över ")
        name = shape.chart.chart_title.text_frame.text.rpartition(", ")[0]
        indicator = Indicator.objects.get(name_sv=name)
        own = Observation.objects.current().filter(
            series__indicator=indicator, series__is_primary=True, breakdown="",
            geography=Strategy.objects.get(is_current=True).county,
        )  # fmt: skip
        main = shape.chart.plots[0].series[0]
        drawn = {
            int(year): value
            for year, value in zip(shape.chart.plots[0].categories, main.values, strict=True)
            if value is not None
        }
        assert drawn == {one.year: one.value for one in own}
    told = words(deck)
    assert "Källa: " in told
    assert "Takt: medianen" in told


def test_the_slide_says_first_which_indicator_its_chart_shows(county, make):
    marked = 0
    for page in make().slides:
        for box in (
            shape for shape in page.shapes if shape.has_text_frame and "(i diagrammet)" in shape.text_frame.text
        ):
            [chart] = [shape for shape in page.shapes if shape.has_chart]
            first = box.text_frame.paragraphs[0].text
            assert first.endswith("(i diagrammet)")
            assert chart.chart.chart_title.text_frame.text.startswith(first.removesuffix(" (i diagrammet)"))
            marked += 1
    assert marked


def test_every_slide_has_a_title_and_every_table_and_chart_a_description(county, make):
    deck = make()
    assert all(titles(deck))
    for page in deck.slides:
        for shape in page.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_an_indicator_without_data_says_so_and_breaks_nothing(county, make):
    Observation.objects.all().delete()
    judge_indicators()
    deck = make()
    assert charts(deck) == []
    assert "Inga data" in words(deck)


def test_what_is_not_published_stays_out(county, make, berit, aby):
    moderation.start(actor=aby, by=berit, payload=content.complete({"title": "Hemligt utkast"}))
    assert "Hemligt" not in words(make())


def test_it_is_made_in_english_too(county, make):
    assert titles(make("/en"))[0] == "Follow-up as the ground for acting"
    assert Deck.objects.get().language == "en"


def test_one_whose_worker_is_gone_has_failed_and_can_be_asked_for_again(client, county, make):
    long_ago = timezone.now() - timedelta(minutes=6)
    Deck.objects.create(language="sv", state="running", shows="x", heard_at=long_ago)
    assert "kunde inte göras" in text_of(client)
    make()
    assert "Hämta presentationen" in text_of(client)


def test_while_it_is_made_the_page_says_how_far_it_has_come(client, county):
    deck = Deck.objects.create(language="sv", state="running", shows="x", progress=40)
    assert 'value="40"' in text_of(client)
    part = client.get("/rapporter/presentation/lage/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="40"' in part
    assert "<html" not in part
    deck.delete()
    over = client.get("/rapporter/presentation/lage/", headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"


def test_a_long_list_goes_on_on_the_next_slide():
    bullets = [Bullet(f"Punkt {number} " + "med en lång fortsättning " * 6, "under " * 40) for number in range(30)]
    deck = Presentation(io.BytesIO(slides.write([Slide("Insikter", bullets=bullets)])))
    assert titles(deck)[:2] == ["Insikter", "Insikter, fortsättning"]
    assert all(words(deck).count(f"Punkt {number} ") == 1 for number in range(30))


def rendered(folder, file):
    """For each page its size and its words with their boxes, in points, as LibreOffice sets them."""
    (folder / "deck.pptx").write_bytes(file)
    home = f"-env:UserInstallation=file://{folder}/office"
    convert = [OFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "deck.pptx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    subprocess.run([PDFTOTEXT, "-bbox", str(folder / "deck.pdf"), str(folder / "deck.html")], check=True)
    html = (folder / "deck.html").read_text()
    pages = []
    for page in re.findall(r"<page .*?</page>", html, re.DOTALL):
        boxes = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<', page)
        pages.append([(*map(float, box[:4]), box[4]) for box in boxes])
    return pages


def rooms(page):
    """The boxes that text may stand in, in points."""
    inch = 72 / Emu(914400)
    for shape in page.shapes:
        left, top = shape.left * inch, shape.top * inch
        yield left, top, left + shape.width * inch, top + shape.height * inch


@pytest.fixture
def long_texts(county):
    """As much as anybody would write, in every list."""
    strategy = Strategy.objects.get(is_current=True)
    one = Kraftsamling.objects.first()
    text = "Ett resultat som tog tid att nå, eftersom många behövde komma överens om vad som skulle göras först. " * 3
    for number in range(12):
        Result.objects.create(
            slug=f"r{number}", kraftsamling=one, title_sv=f"{number} {text[:180]}", on=date(2024, 1, 1),
            evidence="Protokoll", now_sv=text, now_on=date(2025, 1, 1),
        )  # fmt: skip
        Insight.objects.create(
            strategy=strategy, slug=f"i{number}", name_sv=f"{number} {text[:150]}", text_sv=text,
            learned_on=date(2024, 1, 1), source="Protokoll",
        )  # fmt: skip
    Indicator.objects.filter(slug="behorighet").update(
        name_sv=("Andel elever i årskurs nio som är behöriga " * 4)[:150]
    )


@pytest.mark.skipif(
    not (OFFICE and PDFTOTEXT) and not os.environ.get("CI"),
    reason="needs LibreOffice Impress and poppler-utils to draw the presentation",
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_text_runs_out_of_its_box(long_texts, make, tmp_path, client, prefix):
    deck = make(prefix)
    pages = rendered(tmp_path, client.get(prefix + FILE).content)
    assert len(pages) == len(deck.slides)
    outside = []
    for number, (page, found) in enumerate(zip(deck.slides, pages, strict=True), start=1):
        boxes = list(rooms(page))
        assert found
        for left, top, right, bottom, word in found:
            if not any(a - 2 <= left and b - 2 <= top and right <= c + 2 and bottom <= d + 2 for a, b, c, d in boxes):
                outside.append((number, word))
    assert outside == []


def test_where_no_broker_answers_the_page_says_so_at_once(
    client, county, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*_arguments):
        raise OSError("no broker")

    monkeypatch.setattr("rus.reports.tasks.make_deck.delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(MAKE)
    assert "kunde inte göras" in text_of(client)
