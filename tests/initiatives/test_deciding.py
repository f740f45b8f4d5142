"""Moderation at scale: parts returned, many at once, taking back, two people at the same time, and doubles made one."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from initiatives import comparing, content, deciding, merging, moderation
from initiatives.models import Actor, CannedAnswer, Decision, Initiative, LogEntry, Revision
from rus.accounts import notices
from rus.accounts.models import Notice
from rus.history.models import Change

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def laslyft(county):
    return Initiative.objects.get(slug="laslyft")


@pytest.fixture
def change(aby, berit, laslyft):
    """A change of the title and the challenge, sent."""
    draft = moderation.start(actor=aby, by=berit, initiative=laslyft)
    moderation.save(draft, {"title": "Läslyftet", "challenge": "Färre läser."})
    return moderation.submit(draft, by=berit)


def new(aby, berit, title="Närvaroteam"):
    payload = content.complete({"title": title, "challenge": "Frånvaron ökar.", "start": "2026-08-01"})
    return moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)


def post(client, revision, **data):
    return client.post(f"/forslag/{revision.token}/beslut/", data)


# Parts


def test_one_field_is_returned_with_a_comment_and_the_rest_is_published(change, sara, berit, laslyft, signed_in):
    post(signed_in(sara), change, verdict="publish", field_challenge="Vilka läser mindre?")
    laslyft.refresh_from_db()
    assert (laslyft.title, laslyft.challenge) == ("Läslyftet", change.base_version.content["challenge"])
    decision = Decision.objects.get()
    assert (decision.accepted_fields, decision.returned_fields) == (["title"], ["challenge"])
    child = Revision.objects.get(state="draft")
    assert (child.parent, child.payload["challenge"], child.payload["title"]) == (change, "Färre läser.", "Läslyftet")
    page = signed_in(berit).get(child.get_absolute_url()).content.decode()
    assert "Vilka läser mindre?" in page[page.index('for="id_challenge"') :]
    assert "Färre läser." in page


def test_the_child_goes_on_from_what_was_published(change, sara, berit, laslyft):
    moderation.publish(change, by=sara, field_comments={"challenge": "Vilka?"})
    child = Revision.objects.get(state="draft")
    moderation.save(child, {"challenge": "Pojkar läser mindre."})
    moderation.publish(moderation.submit(child, by=berit), by=sara)
    laslyft.refresh_from_db()
    assert (laslyft.title, laslyft.challenge) == ("Läslyftet", "Pojkar läser mindre.")


def test_a_new_initiative_without_its_title_is_not_published(aby, berit, sara, signed_in):
    sent = new(aby, berit)
    page = post(signed_in(sara), sent, verdict="publish", field_title="Vad betyder det?")
    assert page.status_code == 302
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert "Inget skulle bli kvar att publicera" in signed_in(sara).get(sent.get_absolute_url()).content.decode()


def test_returning_without_a_word_asks_for_one_and_keeps_the_page(change, sara, signed_in):
    page = post(signed_in(sara), change, verdict="return")
    assert "Skriv vad som behöver ändras" in page.content.decode()
    assert not Decision.objects.exists()


def test_a_common_answer_is_enough(change, sara, signed_in):
    answer = CannedAnswer.objects.create(name="Var?", text="Skriv i vilka kommuner.")
    post(signed_in(sara), change, verdict="return", answer=answer.pk)
    assert Decision.objects.get().comment == "Skriv i vilka kommuner."


def test_only_coordinators_decide_from_the_public_page(change, berit, anna, okke, signed_in, client):
    for person in (berit, anna, okke):
        assert post(signed_in(person), change, verdict="publish").status_code == 404
        assert signed_in(person).post(f"/initiativ/{change.initiative.slug}/ta-ned/").status_code == 404
    assert "Publicera allt" not in signed_in(berit).get(change.get_absolute_url()).content.decode()
    change.refresh_from_db()
    assert change.state == "submitted"


def test_words_that_changed_are_marked_and_the_rest_is_not(change):
    [title, _challenge] = comparing.differences(change.base, change.payload)
    assert (
        title.words == [("removed", "Läslyftet i Åby"), ("added", "Läslyftet")]
        or "".join(text for kind, text in title.words if kind != "removed") == "Läslyftet"
    )


@given(old=st.text(alphabet="åäö ab\n", min_size=1), new=st.text(alphabet="åäö ab\n", min_size=1))
def test_the_stretches_put_together_are_the_texts(old, new):
    words = comparing.Difference("summary", "", [old], [new]).words
    assert "".join(text for kind, text in words if kind != "added") == old
    assert "".join(text for kind, text in words if kind != "removed") == new


# Two at the same time


def test_what_others_have_published_meanwhile_stays(aby, berit, sara, laslyft, change):
    other = moderation.start(actor=aby, by=sara, initiative=laslyft)
    moderation.save(other, {"summary": "Läsning varje dag."})
    moderation.publish(change, by=sara)
    moderation.publish(moderation.submit(other, by=sara), by=sara)
    laslyft.refresh_from_db()
    assert (laslyft.title, laslyft.summary) == ("Läslyftet", "Läsning varje dag.")


def test_the_second_editor_picks_field_by_field(aby, berit, anna, sara, laslyft, change, signed_in):
    second = moderation.start(actor=aby, by=anna, initiative=laslyft)
    moderation.save(second, {"title": "Läsresan", "challenge": "Ingen läser.", "summary": "Böcker."})
    moderation.publish(change, by=sara)
    client = signed_in(anna)
    page = client.get(f"/forslag/{second.token}/granska/").content.decode()
    assert "Någon annan har ändrat det här under tiden" in page
    client.post(f"/forslag/{second.token}/jamfor/", {"pick_title": "theirs", "pick_challenge": "mine"})
    second.refresh_from_db()
    assert [second.payload[key] for key in ("title", "challenge", "summary")] == [
        "Läslyftet",
        "Ingen läser.",
        "Böcker.",
    ]
    assert "Någon annan" not in client.get(f"/forslag/{second.token}/granska/").content.decode()


def test_two_who_type_in_one_draft_lose_nothing(aby, berit, anna, laslyft, signed_in):
    draft = moderation.start(actor=aby, by=berit, initiative=laslyft)
    typed = {"actor": "aby", "challenge": "c", "kraftsamlingar": "skola", "start": "2025", "end": ""}
    seen = draft.saved_at.isoformat()
    signed_in(anna).post(draft.get_absolute_url(), typed | {"title": "Annas titel", "seen": seen})
    path = draft.get_absolute_url()
    page = signed_in(berit).post(path, typed | {"title": "Berits titel", "seen": seen})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Annas titel" in text
    assert "Berits titel" in text
    draft.refresh_from_db()
    assert draft.payload["title"] == "Annas titel"
    autosave = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER_NAME": "autosave"}
    kept = signed_in(berit).post(path, typed | {"title": "Berits titel", "seen": seen}, **autosave)
    assert "Någon annan har sparat utkastet" in kept.content.decode()
    now = draft.saved_at.isoformat()
    signed_in(berit).post(path, typed | {"title": "Berits titel", "seen": now, "pick_title": "theirs"})
    draft.refresh_from_db()
    assert draft.payload["title"] == "Annas titel"
    signed_in(berit).post(path, typed | {"title": "Berits titel", "seen": draft.saved_at.isoformat()})
    draft.refresh_from_db()
    assert draft.payload["title"] == "Berits titel"


def test_a_coordinator_sees_who_reads_it_now(change, sara, signed_in):
    from tests.conftest import make_person

    other = make_person("Signe", is_coordinator=True)
    assert "läser det här" not in signed_in(other).get(change.get_absolute_url()).content.decode()
    for path in (change.get_absolute_url(), f"/admin/initiatives/revision/{change.pk}/change/"):
        assert "Signe läser det här sedan" in signed_in(sara).get(path).content.decode()
    assert "Signe" in signed_in(sara).get("/admin/initiatives/revision/?state__exact=submitted").content.decode()
    Revision.objects.update(looked_at=timezone.now() - timedelta(hours=1))
    assert "läser det här" not in signed_in(sara).get(change.get_absolute_url()).content.decode()


# Many


def test_many_are_decided_at_once_and_one_that_cannot_be_holds_up_no_other(aby, berit, sara, signed_in):
    sent = [new(aby, berit, f"Nummer {number}") for number in range(4)]
    sent[1].payload["shifts"] = ["borta"]
    sent[1].save()
    chosen = {"action": "publish_chosen", "_selected_action": [one.pk for one in sent]}
    page = signed_in(sara).post("/admin/initiatives/revision/?state__exact=submitted", chosen, follow=True)
    assert Initiative.objects.filter(title__startswith="Nummer").count() == 3
    assert "3 beslutade" in page.content.decode()
    assert "borta" in page.content.decode()


def test_many_are_returned_with_a_common_answer_and_not_without(aby, berit, sara, signed_in):
    sent = [new(aby, berit, f"Nummer {number}") for number in range(3)]
    answer = CannedAnswer.objects.create(name="Var?", text="Skriv var.")
    chosen = {"action": "return_chosen", "_selected_action": [one.pk for one in sent]}
    signed_in(sara).post("/admin/initiatives/revision/", chosen)
    assert Decision.objects.count() == 0
    signed_in(sara).post("/admin/initiatives/revision/", chosen | {"answer": answer.pk})
    assert set(Decision.objects.values_list("verdict", "comment")) == {("returned", "Skriv var.")}


def test_a_trusted_organisation_s_is_looked_at_afterwards(aby, berit, sara, signed_in):
    Actor.objects.filter(pk=aby.pk).update(is_trusted=True)
    aby.refresh_from_db()
    sent = new(aby, berit)
    page = signed_in(sara).get("/admin/initiatives/revision/?awaits_look__exact=1").content.decode()
    assert "Närvaroteam" in page
    signed_in(sara).post("/admin/initiatives/revision/", {"action": "looked_at_chosen", "_selected_action": [sent.pk]})
    sent.refresh_from_db()
    assert sent.awaits_look is False


# Taking back


def test_a_publication_is_taken_back_and_its_letter_never_sent(
    change, sara, laslyft, signed_in, django_capture_on_commit_callbacks
):
    before = content.snapshot(laslyft)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.publish(change, by=sara)
    assert notices.deliver_waiting() == 0
    page = signed_in(sara).post(f"/forslag/{change.token}/angra/", follow=True).content.decode()
    assert "Beslutet är återtaget" in page
    laslyft.refresh_from_db()
    assert content.snapshot(laslyft) == before
    change.refresh_from_db()
    assert (change.state, Decision.objects.count(), Notice.objects.filter(to=change.author).count()) == (
        "submitted",
        0,
        0,
    )
    assert Change.objects.filter(verb="undid").exists()
    moderation.publish(change, by=sara)
    Notice.objects.update(send_after=timezone.now())
    assert notices.deliver_waiting() >= 1
    assert mail.outbox[-1].subject == "Publicerat: Läslyftet"


def test_a_new_initiative_taken_back_is_not_public_and_can_be_published_again(aby, berit, sara, client):
    sent = new(aby, berit)
    initiative = moderation.publish(sent, by=sara)
    deciding.undo(sent.decision, by=sara)
    assert client.get(initiative.get_absolute_url()).status_code == 404
    sent.refresh_from_db()
    moderation.publish(sent, by=sara)
    assert client.get(initiative.get_absolute_url()).status_code == 200


def test_a_return_is_taken_back_unless_the_author_has_gone_on(change, sara, aby, berit):
    child = moderation.send_back(change, by=sara, comment="Mer!")
    deciding.undo(change.decision, by=sara)
    assert not Revision.objects.filter(pk=child.pk).exists()
    child = moderation.send_back(change, by=sara, comment="Mer!")
    moderation.save(child, {"title": "Nytt namn"})
    with pytest.raises(moderation.StepRefused, match="har redan gått vidare"):
        deciding.undo(Decision.objects.get(revision=change), by=sara)


def test_what_somebody_has_changed_since_is_not_taken_back(change, sara, aby, laslyft):
    moderation.publish(change, by=sara)
    later = moderation.start(actor=aby, by=sara, initiative=laslyft)
    moderation.save(later, {"title": "Tredje namnet"})
    moderation.publish(moderation.submit(later, by=sara), by=sara)
    with pytest.raises(moderation.StepRefused, match="har ändrat det sedan dess"):
        deciding.undo(Decision.objects.get(revision=change), by=sara)
    laslyft.refresh_from_db()
    assert laslyft.title == "Tredje namnet"


def test_after_half_an_hour_it_stands(change, sara):
    moderation.publish(change, by=sara)
    Decision.objects.update(at=timezone.now() - timedelta(minutes=31))
    with pytest.raises(moderation.StepRefused, match="Mer än en halvtimme"):
        deciding.undo(Decision.objects.get(), by=sara)


def test_taken_down_at_once(sara, laslyft, signed_in, client):
    signed_in(sara).post("/initiativ/laslyft/ta-ned/")
    client.logout()
    assert client.get("/initiativ/laslyft/").status_code == 404


# Doubles


def test_doubles_of_an_organisation_become_one_and_nothing_that_pointed_at_it_is_lost(
    aby, skolverk, berit, pelle, sara, laslyft, signed_in, client
):
    draft = moderation.start(
        actor=skolverk, by=pelle, payload=content.complete({"title": "Utkast", "challenge": "x", "start": "2026-01-01"})
    )
    entry = moderation.tell_news(laslyft, text="Nytt", kind="activity", by=pelle, actor=skolverk)
    merging.merge_actors(aby, skolverk, by=sara)
    assert not Actor.objects.filter(slug="skolverk").exists()
    assert client.get("/organisationer/skolverk/").url == "/organisationer/aby/"
    assert set(aby.members.all()) >= {berit, pelle}
    entry.refresh_from_db()
    draft.refresh_from_db()
    assert (entry.actor, draft.actor) == (aby, aby)
    assert aby.other_names.filter(name=skolverk.name).exists()
    # Content that names it by its old key can still be published and read.
    moderation.publish(moderation.submit(draft, by=pelle), by=sara)
    assert Initiative.objects.get(title="Utkast").partnerships.get().actor == aby
    assert client.get("/initiativ/laslyft/versioner/").status_code == 200


def test_doubles_of_an_initiative_become_one(aby, berit, sara, laslyft, client):
    double = moderation.publish(new(aby, berit, "Läslyftet i Åby igen"), by=sara)
    moderation.tell_news(double, text="Från dubbletten", kind="activity", by=berit, actor=aby)
    merging.merge_initiatives(laslyft, double, by=sara)
    assert client.get(double.get_absolute_url()).url == laslyft.get_absolute_url()
    assert LogEntry.objects.get(text="Från dubbletten").initiative == laslyft
    laslyft.refresh_from_db()
    assert laslyft.title == "Läslyftet i Åby"
    assert laslyft.partnerships.filter(role="lead").count() == 1
    assert laslyft.versions.filter(held_to=None).count() == 1


def test_a_beginning_and_an_end_that_do_not_go_together_are_not_put_together(aby, berit, sara, laslyft):
    ended = moderation.publish_content(content.complete({"title": "Ett", "end": "2022-12-31"}), by=sara)
    double = moderation.publish_content(content.complete({"title": "Ett igen", "start": "2025-01-01"}), by=sara)
    merging.merge_initiatives(ended, double, by=sara)
    ended.refresh_from_db()
    assert (ended.start, str(ended.end)) == (None, "2022-12-31")


def test_merging_asks_for_two(sara, laslyft, signed_in):
    page = signed_in(sara).post(
        "/admin/initiatives/initiative/", {"action": "merge_chosen", "_selected_action": [laslyft.pk]}, follow=True
    )
    assert "Välj precis två" in page.content.decode()


# Ten at the same time


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_who_decide_at_once_on_fifty_make_fifty_decisions(aby, berit, tmp_path):
    for number in range(50):
        new(aby, berit, f"Samtidigt {number}")
    if connection.vendor == "sqlite":
        path = tmp_path / "deciders.sqlite3"
        connection.cursor().execute("VACUUM INTO %s", [str(path)])
        database = f"sqlite:///{path}"
    else:
        made = connection.settings_dict
        database = f"postgres://{made['USER']}:{made['PASSWORD']}@{made['HOST']}/{made['NAME']}"
    env = os.environ | {
        "DATABASE_URL": database,
        "SECRET_KEY": "ten",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(tmp_path),
    }
    script = [sys.executable, "-m", "tests.initiatives.decider"]
    running = [
        subprocess.Popen([*script, str(number)], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        for number in range(10)
    ]
    said = [process.communicate(timeout=120)[0].split()[-2:] for process in running]
    assert [process.returncode for process in running] == [0] * 10
    assert sum(int(done) for done, _refused in said) == 50
    assert sum(int(done) + int(refused) for done, refused in said) == 500
    count = subprocess.run(
        [*script, "count"], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    assert count == ["50", "50", "50"]
