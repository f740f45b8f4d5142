"""The coordinators' workplace, through the browser's door."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from indicators.models import Assessment, Indicator, Observation, ObservationVersion, Target
from initiatives import content, moderation
from initiatives.models import Actor, Initiative, Response
from rus.history.models import Change


@pytest.fixture
def sent(aby, berit):
    payload = content.complete({"title": "Närvaroteam", "challenge": "Frånvaron ökar.", "start": "2026-08-01"})
    return moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)


@pytest.fixture
def coordinator(signed_in, sara):
    return signed_in(sara)


def test_queue_shows_what_waits(coordinator, sent):
    answer = coordinator.get(reverse("admin:initiatives_revision_changelist"), follow=True)
    assert "Närvaroteam" in answer.content.decode()
    assert answer.request["QUERY_STRING"] == "state__exact=submitted"


def test_publishing_from_the_queue(coordinator, sent):
    path = reverse("admin:initiatives_revision_change", args=[sent.pk])
    assert "Frånvaron ökar." in coordinator.get(path).content.decode()
    answer = coordinator.post(path, {"verdict": "publish", "comment": ""}, follow=True)
    assert "är publicerat. Författaren får veta det om en halvtimme." in answer.content.decode()
    assert Initiative.objects.published().filter(slug="narvaroteam").exists()


def test_returning_without_a_comment_is_refused_in_words(coordinator, sent):
    answer = coordinator.post(reverse("admin:initiatives_revision_change", args=[sent.pk]), {"verdict": "return"})
    assert "Skriv vad som behöver ändras" in answer.content.decode()


def test_deciding_twice_tells_the_second(coordinator, sent):
    path = reverse("admin:initiatives_revision_change", args=[sent.pk])
    coordinator.post(path, {"verdict": "publish"})
    answer = coordinator.post(path, {"verdict": "return", "comment": "Nej"}, follow=True)
    assert "är redan publicerat" in answer.content.decode()


def test_archiving_from_the_register(coordinator, county, client):
    initiative = Initiative.objects.get(slug="laslyft")
    path = reverse("admin:initiatives_initiative_archive", args=[initiative.pk])
    coordinator.post(path, {"comment": "Finns redan"})
    coordinator.logout()
    assert client.get(initiative.get_absolute_url()).status_code == 404


def test_a_response_is_kept_with_who_and_what(coordinator, county, sara):
    data = {
        "indicator": Indicator.objects.get(slug="behorighet").pk,
        "stance": "discussed",
        "text": "i rådet",
        "said_on": "2026-11-01",
    }
    coordinator.post(reverse("admin:initiatives_response_add"), data)
    assert Response.objects.get().by == sara
    assert Change.objects.get(verb="added").changes["text"] == [None, "i rådet"]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("rader.xlsx", file.getvalue())


def csv_file(text):
    return SimpleUploadedFile("rader.csv", text.encode("utf-8"))


def upload(client, model, file, file_format):
    """Upload, and confirm where the preview offers it; returns the last page."""
    path = reverse(f"admin:{model}_import")
    answer = client.post(path, {"import_file": file, "format": file_format})
    form = answer.context.get("confirm_form")
    if form is None:
        return answer
    return client.post(reverse(f"admin:{model}_process_import"), form.initial, follow=True)


XLSX, CSV = "0", "1"


def test_organisations_come_in_by_xlsx_with_preview(coordinator, county):
    file = workbook(
        ["slug", "name", "kind", "places"],
        ["nya", "Nya skolan", "school", "9801|9802"],
        ["aby", "Åby stad", "municipality", "9801"],
    )
    upload(coordinator, "initiatives_actor", file, XLSX)
    assert {place.code for place in Actor.objects.get(slug="nya").places.all()} == {"9801", "9802"}
    assert Actor.objects.get(slug="aby").name == "Åby stad"


def test_a_bad_row_is_named_by_row_and_column_and_nothing_is_kept(coordinator, county):
    file = csv_file(
        "slug,name,kind,places\nnya,Nya skolan,school,9801\nfel,Fel,rymdvarelse,9801\nborta,Borta,other,1234\n"
    )
    page = upload(coordinator, "initiatives_actor", file, CSV).content.decode()
    assert "1234: det finns ingen sådan plats." in page
    assert "rymdvarelse" in page
    assert "kind" in page or "slag" in page.lower()
    assert not Actor.objects.filter(slug__in=["nya", "fel", "borta"]).exists()


def test_initiatives_come_in_as_versions(coordinator, county, sara):
    file = csv_file(
        "slug,title,phase,start,end,lead,reach,municipalities,kraftsamlingar,perspectives,challenge,summary,website,source\n"
        "laslyft,Läslyftet nu,ended,2023-08,2026-06,aby,,9801|9802,skola,nytt,Utmaning,Alla läser.,,fil\n"
        "nytt-projekt,Nytt projekt,planned,2027,,skolverk,county,,klimat,,,Något nytt.,,fil\n"
    )
    upload(coordinator, "initiatives_initiative", file, CSV)
    laslyft = Initiative.objects.get(slug="laslyft")
    assert (laslyft.title, laslyft.phase, laslyft.end.isoformat()) == ("Läslyftet nu", "ended", "2026-06-30")
    assert laslyft.versions.count() == 2
    assert laslyft.contributions.count() == 1
    assert Initiative.objects.get(slug="nytt-projekt").partnerships.get().actor.slug == "skolverk"
    assert Change.objects.filter(verb="published", by=sara).count() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,,planned,2027,,aby,,,,,,,,", "saknas."),
        ("x,X,snart,2027,,aby,,,,,,,,", "Skriv något av detta: planned"),
        ("x,X,planned,igår,,aby,,,,,,,,", "Skriv ett år"),
        ("x,X,planned,2027,2026,aby,,,,,,,,", "Initiativet slutar innan det börjar."),
        ("x,X,planned,2027,,ingen,,,,,,,,", "ingen: det finns ingen sådan organisation."),
        ("x,X,planned,2027,,aby,,,ingen,,,,,", "ingen: det finns ingen sådan kraftsamling."),
    ],
)
def test_a_broken_initiative_row_says_which_column(coordinator, county, row, said):
    header = "slug,title,phase,start,end,lead,reach,municipalities,kraftsamlingar,perspectives,challenge,summary,website,source"
    page = upload(
        coordinator, "initiatives_initiative", csv_file(f"{header}\nbra,Bra,planned,2027,,aby,,,,,,,,\n{row}\n"), CSV
    )
    text = page.content.decode()
    assert said in text
    assert "2" in text
    assert not Initiative.objects.filter(slug__in=["x", "bra"]).exists()


def test_values_come_in_and_are_judged_and_earlier_ones_kept(coordinator, county):
    file = csv_file(
        "series,place,breakdown,period,value,status,source\nbeh,98,,2025,99,final,fil\nbeh,98,,2026,99,final,fil\n"
    )
    upload(coordinator, "indicators_observation", file, CSV)
    assert Observation.objects.get(series__slug="beh", geography__code="98", period="2026", breakdown="").year == 2026
    assert ObservationVersion.objects.get().value == 81
    assert Assessment.objects.holding().get(indicator__slug="behorighet", geography__code="98").value == 99


def test_a_value_of_text_or_an_odd_period_is_refused(coordinator, county):
    file = csv_file(
        "series,place,breakdown,period,value,status,source\nbeh,98,,2026,..,final,fil\nbeh,98,,i fjol,3,final,fil\n"
    )
    page = upload(coordinator, "indicators_observation", file, CSV).content.decode()
    assert ".. är inget tal." in page
    assert "är ingen period" in page
    assert not Observation.objects.filter(period="2026").exists()


def test_indicators_and_targets_come_in(coordinator, county):
    upload(
        coordinator,
        "indicators_indicator",
        csv_file(
            "slug,name_sv,name_en,kraftsamling,definition_sv,definition_en,unit_sv,unit_en,decimals,desired,scale,judged_month,position,planned_source\n"
            "ny,Ny,New,skola,Def,Def,procent,percent,1,up,share,,9,Källan\n"
        ),
        CSV,
    )
    assert Indicator.objects.get(slug="ny").kraftsamling.slug == "skola"
    upload(
        coordinator,
        "indicators_target",
        csv_file(
            "indicator,geography,shape,value,year,base_year,group,breakdowns,is_primary,text_sv,text_en,source\n"
            "behorighet,98,level,90,2030,,,,1,90 procent 2030,,plan\n"
        ),
        CSV,
    )
    assert Target.objects.get(indicator__slug="behorighet").value == 90
    assert (
        Assessment.objects.holding().get(indicator__slug="behorighet", geography__code="98").inputs["target"]["level"]
        == 90
    )


@pytest.mark.parametrize("kind", [Actor, Initiative, Indicator, Target, Observation])
def test_what_is_exported_can_be_read_back_unchanged(coordinator, county, kind):
    model = kind._meta.label_lower.replace(".", "_")
    path = reverse(f"admin:{model}_export")
    page = coordinator.get(path)
    answer = page if "spreadsheet" in page["Content-Type"] else coordinator.post(path, {"format": XLSX})
    book = load_workbook(BytesIO(answer.content))
    assert book.active.max_row == kind.objects.count() + 1
    file = SimpleUploadedFile("ut.xlsx", answer.content)
    before = Initiative.objects.get(slug="laslyft").versions.count(), Assessment.objects.count()
    page = upload(coordinator, model, file, XLSX)
    assert "messagelist" in page.content.decode()
    assert (Initiative.objects.get(slug="laslyft").versions.count(), Assessment.objects.count()) == before
