"""A partner is asked and accepts, others ask to join, and a partner's proposal goes by the lead."""

import pytest
from django.core import mail

from initiatives import content, moderation, partnering
from initiatives.models import Initiative, Membership, PartnerRequest, Revision
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def laslyft(county):
    return Initiative.objects.get(slug="laslyft")


@pytest.fixture
def ada(skolverk):
    """The administrator of Skolverk."""
    return make_person("Ada", skolverk, Membership.Role.ADMINISTRATOR)


def partner(slug):
    return {"actor": slug, "named_as": "", "role": "partner"}


@pytest.fixture
def named(aby, berit, ada, sara):
    """A new initiative of Åby, published, that names Skolverk as a partner."""
    payload = content.complete(
        {"title": "Närvaroteam", "challenge": "x", "start": "2026-08-01", "partnerships": [partner("skolverk")]}
    )
    sent = moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)
    return moderation.publish(sent, by=sara)


def names(initiative):
    return set(initiative.partnerships.filter(role="partner").values_list("actor__slug", flat=True))


def test_a_partner_is_asked_and_says_yes(aby, berit, ada, sara, signed_in, client, django_capture_on_commit_callbacks):
    payload = {"title": "Närvaroteam", "challenge": "x", "start": "2026-08-01", "partnerships": [partner("skolverk")]}
    sent = moderation.submit(moderation.start(actor=aby, by=berit, payload=content.complete(payload)), by=berit)
    with django_capture_on_commit_callbacks(execute=True):
        initiative = moderation.publish(sent, by=sara)
    assert [letter.to for letter in mail.outbox] == [[ada.email]]
    assert "tillfrågad, har inte svarat än" in client.get(initiative.get_absolute_url()).content.decode()
    assert "partner i" in signed_in(ada).get("/mina-sidor/").content.decode()
    signed_in(ada).post(f"/partner/{PartnerRequest.objects.get().pk}/svar/", {"verdict": "accept"})
    client.logout()
    assert "tillfrågad, har" not in client.get(initiative.get_absolute_url()).content.decode()
    assert names(initiative) == {"skolverk"}


def test_a_no_takes_the_name_away_and_keeps_the_version(
    named, ada, berit, signed_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(ada).post(f"/partner/{PartnerRequest.objects.get().pk}/svar/", {"verdict": "decline"})
    assert names(named) == set()
    assert named.versions.count() == 2
    assert mail.outbox[-1].to == [berit.email]
    assert "Nej" in mail.outbox[-1].subject


def test_a_second_answer_is_told(named, ada, sara):
    asked = PartnerRequest.objects.get()
    partnering.answer(asked, accept=True, by=ada)
    with pytest.raises(moderation.StepRefused, match="har redan svarat"):
        partnering.answer(asked, accept=False, by=sara)
    assert names(named) == {"skolverk"}


def test_an_accepted_partner_is_not_asked_again(named, ada, aby, berit, sara):
    partnering.answer(PartnerRequest.objects.get(), accept=True, by=ada)
    change = moderation.start(actor=aby, by=berit, initiative=named)
    moderation.save(change, {"summary": "Mer."})
    moderation.publish(moderation.submit(change, by=berit), by=sara)
    assert not PartnerRequest.objects.open().exists()


def test_others_ask_to_join_and_the_lead_s_administrator_says_yes(
    aby, anna, berit, ada, sara, signed_in, django_capture_on_commit_callbacks
):
    payload = content.complete({"title": "Närvaroteam", "challenge": "x", "start": "2026-08-01"})
    initiative = moderation.publish(
        moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit), by=sara
    )
    path = initiative.get_absolute_url() + "ga-med/"
    assert "Be att få vara med" in signed_in(ada).get("/initiativ/liknande/?title=n%C3%A4rvaroteam").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(ada).post(path, {"actor": "skolverk", "text": "Vi har metoden."})
    assert mail.outbox[-1].to == [anna.email]
    assert "Du får ett brev när den huvudansvariga har svarat." in signed_in(ada).get(path).content.decode()
    asked = PartnerRequest.objects.get()
    assert signed_in(berit).post(f"/partner/{asked.pk}/svar/", {"verdict": "accept"}).status_code == 404
    assert signed_in(ada).post(f"/partner/{asked.pk}/svar/", {"verdict": "accept"}).status_code == 404
    assert "Vi har metoden." in signed_in(anna).get("/mina-sidor/").content.decode()
    signed_in(anna).post(f"/partner/{asked.pk}/svar/", {"verdict": "accept"})
    assert names(initiative) == {"skolverk"}


@pytest.mark.parametrize("actor", ["aby", "ingen", ""])
def test_one_asks_for_the_own_organisation_only(ada, laslyft, aby, actor, signed_in):
    signed_in(ada).post("/initiativ/laslyft/ga-med/", {"actor": actor})
    assert not PartnerRequest.objects.exists()


def test_a_partner_s_proposal_waits_for_the_lead_and_then_for_the_region(
    laslyft, pelle, berit, sara, signed_in, django_capture_on_commit_callbacks
):
    signed_in(pelle).post("/initiativ/laslyft/andra/")
    change = Revision.objects.get(author=pelle)
    moderation.save(change, {"summary": "Skolverket hjälper."})
    with django_capture_on_commit_callbacks(execute=True):
        moderation.submit(change, by=pelle)
    assert [letter.to for letter in mail.outbox] == [[berit.email]]
    assert not Revision.objects.waiting().exists()
    page = signed_in(berit).get(change.get_absolute_url()).content.decode()
    assert "Skolverket hjälper." in page
    assert signed_in(pelle).post(f"/forslag/{change.token}/partners-forslag/", {"verdict": "accept"}).status_code == 404
    signed_in(berit).post(f"/forslag/{change.token}/partners-forslag/", {"verdict": "accept"})
    assert list(Revision.objects.waiting()) == [change]
    moderation.publish(change, by=sara)
    laslyft.refresh_from_db()
    assert laslyft.summary == "Skolverket hjälper."


def test_the_lead_sends_a_partner_s_proposal_back_with_a_comment(laslyft, pelle, berit, signed_in):
    signed_in(pelle).post("/initiativ/laslyft/andra/")
    change = moderation.submit(Revision.objects.get(author=pelle), by=pelle)
    path = f"/forslag/{change.token}/partners-forslag/"
    signed_in(berit).post(path, {"verdict": "return", "comment": ""})
    change.refresh_from_db()
    assert change.state == "submitted"
    signed_in(berit).post(path, {"verdict": "return", "comment": "Vänta till hösten."})
    assert "Vänta till hösten." in signed_in(pelle).get("/mina-sidor/", follow=True).content.decode() or (
        Revision.objects.get(author=pelle, state="draft").comment == "Vänta till hösten."
    )


def test_the_region_may_overrule(laslyft, pelle, berit, sara, signed_in):
    signed_in(pelle).post("/initiativ/laslyft/andra/")
    change = Revision.objects.get(author=pelle)
    moderation.save(change, {"summary": "S"})
    moderation.submit(change, by=pelle)
    moderation.publish(change, by=sara)
    laslyft.refresh_from_db()
    assert laslyft.summary == "S"
