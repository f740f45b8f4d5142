import pytest
from django.core import mail
from django.utils import timezone

from indicators.models import Indicator
from initiatives import comparing, content, moderation
from initiatives.models import Decision, Initiative, Revision
from rus.accounts import notices
from rus.accounts.models import Notice
from rus.history.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(aby, berit):
    payload = content.complete({"title": "Närvaroteam", "challenge": "Frånvaron ökar.", "start": "2026-08-01"})
    return moderation.start(actor=aby, by=berit, payload=payload)


@pytest.fixture
def sent(draft, berit):
    return moderation.submit(draft, by=berit)


def test_a_draft_is_no_initiative(draft):
    assert not Initiative.objects.filter(title="Närvaroteam").exists()


def test_coordinators_are_told_of_what_came_in(draft, berit, sara, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        moderation.submit(draft, by=berit)
    [letter] = mail.outbox
    assert letter.to == [sara.email]
    assert letter.subject == "Att läsa igenom: Närvaroteam"
    assert f"/admin/initiatives/revision/{draft.pk}/change/" in letter.body


def test_publishing_makes_the_initiative_a_version_and_a_letter(sent, berit, sara, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        initiative = moderation.publish(sent, by=sara, comment="Fint!")
    assert mail.outbox == []
    Notice.objects.update(send_after=timezone.now())
    notices.deliver_waiting()
    assert initiative.slug == "narvaroteam"
    assert initiative.partnerships.get().actor.slug == "aby"
    assert initiative.versions.get().revision == sent
    sent.refresh_from_db()
    assert (sent.state, sent.initiative, sent.decision.by) == ("published", initiative, sara)
    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == ([berit.email], "Publicerat: Närvaroteam")
    assert "Fint!" in letter.body
    change = Change.objects.get(verb="published", by=sara)
    assert change.changes["title"] == [None, "Närvaroteam"]


def test_the_first_decision_counts_and_the_second_is_told(sent, sara):
    moderation.publish(sent, by=sara)
    with pytest.raises(moderation.StepRefused, match="är redan publicerat"):
        moderation.send_back(sent, by=sara, comment="Nej")
    assert Decision.objects.get().verdict == "published"


def test_returning_needs_a_comment_and_gives_the_author_a_child_to_change(sent, berit, sara):
    with pytest.raises(moderation.StepRefused, match="vad som behöver ändras"):
        moderation.send_back(sent, by=sara, comment=" ")
    child = moderation.send_back(sent, by=sara, comment="Skriv mer om var.")
    assert (child.state, child.parent, child.payload, child.comment) == (
        "draft",
        sent,
        sent.payload,
        "Skriv mer om var.",
    )
    assert list(Revision.objects.editable_by(berit)) == [child]
    moderation.save(child, {"summary": "I norr."})
    initiative = moderation.publish(moderation.submit(child, by=berit), by=sara)
    assert initiative.summary == "I norr."


def test_what_has_been_sent_can_no_longer_be_typed_over(sent):
    with pytest.raises(moderation.StepRefused):
        moderation.save(sent, {"title": "Annat"})


def test_a_trusted_organisation_is_published_at_once(draft, aby, berit):
    aby.is_trusted = True
    aby.save()
    moderation.submit(draft, by=berit)
    assert Initiative.objects.published().filter(title="Närvaroteam").exists()
    assert Decision.objects.get().by == berit


def test_a_change_leaves_what_is_published_until_it_is_decided(aby, berit, sara):
    initiative = Initiative.objects.get(slug="laslyft")
    change = moderation.start(actor=aby, by=berit, initiative=initiative)
    moderation.save(change, {"title": "Läslyftet", "kraftsamlingar": ["skola", "klimat"]})
    change = moderation.submit(change, by=berit)
    initiative.refresh_from_db()
    assert initiative.title == "Läslyftet i Åby"
    found = {one.field: one for one in comparing.differences(change.base_version.content, change.payload)}
    assert set(found) == {"title", "kraftsamlingar"}
    assert found["kraftsamlingar"].added == ["Klimatet räddas"]
    moderation.publish(change, by=sara)
    initiative.refresh_from_db()
    assert initiative.title == "Läslyftet"
    first, second = initiative.versions.order_by("number")
    assert (first.content["title"], second.content["title"]) == ("Läslyftet i Åby", "Läslyftet")
    assert first.held_to == second.held_from


def test_publishing_what_names_something_gone_says_what_and_changes_nothing(sent, sara):
    sent.payload["contributions"] = [
        {"indicator": "borta", "breakdown": "", "aim": "raise", "how": "", "lag_years": None, "origin": "organisation"}
    ]
    sent.save()
    with pytest.raises(content.UnknownKey, match="indikator som inte finns: borta"):
        moderation.publish(sent, by=sara)
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert not Initiative.objects.filter(title="Närvaroteam").exists()


def test_archiving_takes_away_from_the_public_and_keeps_the_versions(county, sara):
    initiative = Initiative.objects.get(slug="laslyft")
    moderation.archive(initiative, by=sara, comment="Dubblett")
    assert not Initiative.objects.published().filter(pk=initiative.pk).exists()
    assert initiative.versions.exists()
    with pytest.raises(moderation.StepRefused, match="redan arkiverat"):
        moderation.archive(initiative, by=sara)


def test_snapshot_and_write_are_inverse(county):
    for initiative in Initiative.objects.all():
        before = content.snapshot(initiative)
        content.write(initiative, before)
        initiative.refresh_from_db()
        assert content.snapshot(initiative) == before


def test_addresses_are_free_and_never_those_of_pages(county):
    assert moderation.free_slug("Nytt") == "nytt-2"
    assert moderation.free_slug("Läslyft") == "laslyft-2"
    assert moderation.free_slug("!!!") == "initiativ"


def test_a_letter_that_fails_is_tried_again_and_then_given_up(draft, berit, sara, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("posten är stängd")

    monkeypatch.setattr(notices, "send_mail", refuse)
    moderation.submit(draft, by=berit)
    for _attempt in range(Notice.MAX_ATTEMPTS):
        assert notices.deliver_waiting() == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.error) == ("failed", 5, "posten är stängd")


def test_a_letter_is_sent_once_however_many_ask(draft, berit, sara):
    moderation.submit(draft, by=berit)
    notice = Notice.objects.get()
    assert notices.deliver(notice.pk) is True
    assert notices.deliver(notice.pk) is False
    assert len(mail.outbox) == 1


def test_contributions_are_named_in_the_difference(county):
    payload = content.complete(
        {
            "title": "x",
            "contributions": [
                {
                    "indicator": "behorighet",
                    "breakdown": "",
                    "aim": "raise",
                    "how": "Läsning",
                    "lag_years": 2,
                    "origin": "editors",
                }
            ],
        }
    )
    found = {one.field: one.new for one in comparing.differences(None, payload)}
    assert found["contributions"] == ["Behöriga: ska höja den. Läsning (efter 2 år)"]
    assert Indicator.objects.filter(slug="behorighet").exists()
