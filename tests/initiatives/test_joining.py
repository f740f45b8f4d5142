"""Coming into an organisation: invited by link, or by asking; and what its administrators do with members."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from initiatives import joining
from initiatives.models import ActorName, Invitation, Membership, MembershipRequest
from rus.accounts.models import User

PASSWORD = "ett-langt-ord-9"


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Sends what a step has written, and returns the letters of that step."""

    def after(step):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step()
        return list(mail.outbox)

    return after


def address(name, *arguments):
    return reverse(f"initiatives:{name}", args=arguments)


def invite(client, letters, email="ny@lill.example", role="member"):
    [letter] = letters(lambda: client.post(address("invite", "aby"), {"email": email, "role": role}))
    return letter, re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def test_an_invited_person_makes_an_account_and_tells_at_once(client, anna, letters):
    client.force_login(anna)
    letter, path = invite(client, letters, role="administrator")
    assert letter.to == ["ny@lill.example"] and letter.subject == "Inbjudan att berätta för Åby kommun"
    client.logout()
    page = client.get(path).content.decode()
    assert "Anna bjuder in dig att berätta för Åby kommun, som administratör." in page
    assert not User.objects.filter(email="ny@lill.example").exists()
    assert "för kort" in client.post(path, {"name": "Nya", "password": "kort"}).content.decode()
    answer = client.post(path, {"name": "Nya", "password": PASSWORD})
    assert answer.url == reverse("initiatives:tell")
    membership = Membership.objects.get(user__email="ny@lill.example")
    assert (membership.actor.slug, membership.role, membership.user.name) == ("aby", "administrator", "Nya")
    assert "Välkommen till Åby kommun!" in client.get(answer.url).content.decode()
    client.logout()
    assert "Inbjudan har använts." in client.get(path).content.decode()
    client.post(path, {"name": "Tjuven", "password": PASSWORD})
    assert User.objects.get(email="ny@lill.example").name == "Nya"


def test_somebody_with_an_account_accepts_with_one_button_and_nobody_else_can(client, anna, okke, pelle, letters):
    client.force_login(anna)
    _letter, path = invite(client, letters, email="OKKE@lill.example")
    client.logout()
    assert "Det finns ett konto med din adress." in client.get(path).content.decode()
    client.force_login(pelle)
    assert "Inbjudan gick till en annan adress" in client.get(path).content.decode()
    client.post(path)
    assert not Membership.objects.filter(user=pelle, actor__slug="aby").exists()
    client.force_login(okke)
    client.get(path)
    assert not Membership.objects.filter(user=okke).exists()
    client.post(path)
    assert Membership.objects.get(user=okke).role == "member"


def test_an_old_withdrawn_or_replaced_link_says_what_to_do(client, anna, letters):
    client.force_login(anna)
    _letter, first = invite(client, letters)
    again = client.post(address("invite", "aby"), {"email": "NY@lill.example", "role": "member"}, follow=True)
    assert "En inbjudan till NY@lill.example gick iväg nyss" in again.content.decode()
    Invitation.objects.update(invited_at=timezone.now() - timedelta(minutes=11))
    _letter, second = invite(client, letters)
    client.logout()
    assert "har dragits tillbaka eller ersatts av en senare" in client.get(first).content.decode()
    Invitation.objects.open().update(expires_at=timezone.now() - timedelta(days=1))
    assert "Inbjudan är för gammal. Be Åby kommun om en ny." in client.get(second).content.decode()
    client.post(second, {"name": "Sen", "password": PASSWORD})
    assert not User.objects.filter(email="ny@lill.example").exists()
    client.force_login(anna)
    client.post(address("withdraw_invitation", "aby", Invitation.objects.open().get().pk))
    assert not Invitation.objects.open().exists()


def test_bad_input_to_an_invitation_is_told_in_place(client, anna, berit):
    client.force_login(anna)
    assert (
        "giltig e-postadress"
        in client.post(address("invite", "aby"), {"email": "nej", "role": "member"}).content.decode()
    )
    client.post(address("invite", "aby"), {"email": "x@lill.example", "role": "superuser"})
    client.post(address("invite", "aby"), {"email": berit.email, "role": "member"})
    assert not Invitation.objects.exists()
    assert "berit@lill.example är redan medlem." in client.get(address("members", "aby")).content.decode()


def test_asking_says_who_decides_since_when_and_what_comes_next(client, okke, anna, letters):
    client.force_login(okke)
    assert "1 administratör i organisationen bestämmer." in client.get(address("ask_to_join", "aby")).content.decode()
    [letter] = letters(lambda: client.post(address("ask_to_join", "aby"), {"text": "Jag är rektor."}))
    assert letter.to == ["anna@lill.example"] and "Jag är rektor." in letter.body
    page = client.get(address("ask_to_join", "aby")).content.decode()
    assert "Du frågade den" in page and "Du får ett brev när det är bestämt." in page
    assert letters(lambda: client.post(address("ask_to_join", "aby"), {"text": "Rektor på Åskolan."})) == []
    request = MembershipRequest.objects.get()
    assert request.text == "Rektor på Åskolan."
    client.force_login(anna)
    assert "Rektor på Åskolan." in client.get(address("members", "aby")).content.decode()
    [answer] = letters(lambda: client.post(address("decide_request", "aby", request.pk), {"verdict": "accept"}))
    assert answer.to == ["okke@lill.example"] and "Du är nu medlem i Åby kommun" in answer.body
    assert Membership.objects.filter(user=okke, actor__slug="aby", role="member").exists()
    assert letters(lambda: client.post(address("decide_request", "aby", request.pk), {"verdict": "decline"})) == []
    assert Membership.objects.filter(user=okke).exists()


def test_a_no_is_told_and_one_may_ask_again(client, okke, anna, aby, letters):
    request = joining.ask(aby, by=okke, text="")
    [letter] = letters(lambda: joining.decide(request, accept=False, by=anna))
    assert "sa nej till din fråga" in letter.body
    assert not Membership.objects.filter(user=okke).exists()
    assert joining.ask(aby, by=okke, text="Igen").pk != request.pk


def test_where_there_is_no_administrator_the_region_decides(client, okke, sara, skolverk, letters):
    client.force_login(okke)
    assert "så regionen bestämmer" in client.get(address("ask_to_join", "skolverk")).content.decode()
    [letter] = letters(lambda: client.post(address("ask_to_join", "skolverk"), {"text": ""}))
    assert letter.to == ["sara@lill.example"]


def test_roles_change_members_go_and_the_last_administrator_stays(client, anna, berit, sara, aby):
    client.force_login(anna)
    own, other = (Membership.objects.get(user=user) for user in (anna, berit))
    for act in ("member", "remove"):
        client.post(address("change_member", "aby", own.pk), {"act": act})
    assert "Du är den enda administratören." in client.get(address("members", "aby")).content.decode()
    client.post(address("change_member", "aby", other.pk), {"act": "administrator"})
    answer = client.post(address("change_member", "aby", own.pk), {"act": "remove"})
    assert answer.url == aby.get_absolute_url()
    assert list(aby.memberships.values_list("user__name", "role")) == [("Berit", "administrator")]
    assert client.get(address("members", "aby")).status_code == 404
    client.force_login(sara)
    client.post(address("change_member", "aby", other.pk), {"act": "remove"})
    assert not aby.memberships.exists()


def test_a_membership_of_another_organisation_is_not_reached_through_ones_own(client, anna, pelle):
    client.force_login(anna)
    theirs = Membership.objects.get(user=pelle)
    assert client.post(address("change_member", "aby", theirs.pk), {"act": "remove"}).status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_names_and_addresses_of_members_are_not_public(client, anna, berit, okke):
    for person in (None, okke):
        if person:
            client.force_login(person)
        for path in ("/organisationer/aby/", "/organisationer/", "/organisationer/aby/ga-med/"):
            text = client.get(path, follow=True).content.decode()
            assert "berit@lill.example" not in text and "Berit" not in text


@pytest.mark.parametrize(("typed", "found"), [("åby", True), ("ÅBY kom", True), ("skolv", False), ("annat namn", True)])
def test_one_s_organisation_is_found_by_a_part_of_any_of_its_names(client, aby, okke, typed, found):
    ActorName.objects.create(actor=aby, name="Ett annat namn")
    client.force_login(okke)
    page = client.get(address("find_actor"), {"namn": typed}).content.decode()
    assert (address("ask_to_join", "aby") in page) == found


def test_a_name_that_nobody_has_gets_a_way_out(client, okke):
    client.force_login(okke)
    page = client.get(address("find_actor"), {"namn": "<b>Xyz"}).content.decode()
    assert "Ingen organisation har ”&lt;b&gt;Xyz” i sitt namn" in page and "Visa alla" in page
