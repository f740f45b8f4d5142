import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from initiatives import joining
from initiatives.models import Actor, Membership, MembershipRequest
from rus.accounts.directories import read_providers
from rus.accounts.models import User
from tests.accounts.standin_directory import Directory
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {"name": "Nina Ny", "email": "nina@aby.example", "password1": "ett-långt-lösen", "password2": "ett-långt-lösen"}


def sign_in(client, user):
    return client.post("/konto/login/", {"login": user.email, "password": PASSWORD})


def code_in(letter):
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", letter.body, re.M).group(1)


def app_code(user):
    return totp_code(Authenticator.objects.get(user=user, type="totp").data["secret"])


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_signing_up_proves_the_address_by_a_code_and_leads_to_the_organisations(county, client):
    answer = client.post("/konto/signup/", NEW, follow=True)
    assert "nina@aby.example" in answer.content.decode()
    assert client.get("/beratta/").status_code == 302
    [letter] = mail.outbox
    answer = client.post(answer.request["PATH_INFO"], {"code": code_in(letter)})
    assert answer.url == "/min-organisation/"
    user = User.objects.get(email="nina@aby.example")
    assert (user.name, user.is_staff) == ("Nina Ny", False)
    assert EmailAddress.objects.get(user=user).verified
    assert "Vilken organisation arbetar du för?" in client.get("/min-organisation/").content.decode()


def test_a_wrong_code_proves_nothing(county, client):
    answer = client.post("/konto/signup/", NEW, follow=True)
    client.post(answer.request["PATH_INFO"], {"code": "AAA-AAA"})
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert client.get("/mina-sidor/").status_code == 302


def test_a_known_address_gets_the_same_answer_and_its_owner_a_letter(berit, client):
    unknown = client.post("/konto/signup/", NEW, follow=True)
    client.cookies.clear()
    known = client.post("/konto/signup/", NEW | {"email": berit.email}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    said = [
        re.sub(
            r'csrfmiddlewaretoken" value="\w+|sida=\S+', "", page.content.decode().replace(berit.email, NEW["email"])
        )
        for page in (known, unknown)
    ]
    assert said[0] == said[1]
    assert User.objects.filter(email=berit.email).count() == 1
    assert mail.outbox[-1].to == [berit.email]
    client.cookies.clear()
    for address in (berit.email, "finns@inte.example"):
        assert client.post("/konto/password/reset/", {"email": address}).url == "/konto/password/reset/done/"
        assert client.post("/konto/login/code/", {"email": address}).status_code == 302


def test_signing_in_by_a_code_in_a_letter(berit, client):
    client.post("/konto/login/code/", {"email": berit.email})
    answer = client.post("/konto/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert answer.url == "/beratta/"
    assert client.get("/mina-sidor/").status_code == 200


def test_a_coordinator_is_asked_for_the_second_factor(sara, client):
    assert "/2fa/authenticate/" in sign_in(client, sara).url
    assert client.get("/mina-sidor/").status_code == 302
    assert client.post("/konto/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/konto/2fa/authenticate/", {"code": app_code(sara)}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_coordinator_without_one_sets_it_up_before_anything_else(sara, client, settings):
    Authenticator.objects.all().delete()
    sign_in(client, sara)
    for path in ("/admin/", "/", "/mina-sidor/", "/admin/initiatives/revision/"):
        assert client.get(path).url == "/konto/2fa/"
    assert "App med engångskoder" in client.get("/konto/2fa/").content.decode()
    page = client.post(client.get("/konto/2fa/totp/activate/").url, {"password": PASSWORD}, follow=True)
    secret = re.search(r'value="([A-Z2-7]{16,})"', page.content.decode()).group(1)
    client.post("/konto/2fa/totp/activate/", {"code": totp_code(secret)})
    assert client.get("/admin/").status_code == 200
    assert Authenticator.objects.filter(user=sara, type="recovery_codes").exists()
    # The last one stays, or one is back at the door.
    client.post("/konto/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=sara, type="totp").exists()


def test_the_admin_has_no_door_of_its_own(sara, client):
    answer = client.post("/admin/login/?next=/admin/", {"username": sara.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 302


def test_a_contributor_needs_no_second_factor(berit, client):
    assert sign_in(client, berit).url == "/beratta/"
    assert client.get("/beratta/").status_code == 200


# By the organisation's own directory


@pytest.fixture
def directory(county, settings):
    directory = Directory()
    row = f'[{{"id": "aby", "name": "Åby kommun", "server_url": "{directory.address}", "client_id": "k", "secret": "h", "domains": ["aby.example"]}}]'
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read_providers(row)}}
    yield directory
    directory.shutdown()
    directory.server_close()


def come_back(client):
    away = client.post("/konto/oidc/aby/login/")
    sent = parse_qs(urlsplit(away.url).query)
    return client.get("/konto/oidc/aby/login/callback/", {"code": "rätt-kod", "state": sent["state"][0]}, follow=True)


def test_the_sign_in_page_offers_the_directory(directory, client):
    assert "Åby kommun" in client.get("/konto/login/").content.decode()


def test_somebody_new_comes_in_by_the_directory(directory, client):
    directory.claims = {"sub": "1", "email": "dora@aby.example", "name": "Dora Dir"}
    answer = come_back(client)
    assert answer.redirect_chain[-1][0] == "/min-organisation/"
    user = User.objects.get(email="dora@aby.example")
    assert user.name == "Dora Dir"
    assert EmailAddress.objects.get(user=user).verified


def test_the_directory_signs_in_to_the_account_that_has_the_address(directory, client, aby):
    user = User.objects.create_user("ada@aby.example", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    directory.claims = {"sub": "2", "email": "ada@aby.example"}
    come_back(client)
    assert int(client.session["_auth_user_id"]) == user.pk


def test_a_directory_is_not_believed_about_the_addresses_of_others(directory, client, sara):
    directory.claims = {"sub": "3", "email": sara.email, "email_verified": True}
    come_back(client)
    assert client.session.get("_auth_user_id") is None


def test_a_code_from_the_directory_works_once_and_only_with_our_own_state(directory, client):
    directory.claims = {"sub": "1", "email": "dora@aby.example"}
    client.get("/konto/oidc/aby/login/callback/", {"code": "rätt-kod", "state": "påhittat"})
    assert not User.objects.filter(email="dora@aby.example").exists()
    come_back(client)
    client.logout()
    come_back(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("{}", "must be a JSON list"),
        ('[{"id": "a"}]', "a lacks client_id, domains, name, secret, server_url"),
        (
            '[{"id":"a","name":"A","server_url":"https://a","client_id":"k","secret":"h","domains":"a.se"}]',
            "must be a list",
        ),
    ],
)
def test_a_wrong_setting_says_so_at_start(text, says):
    with pytest.raises(ImproperlyConfigured, match=says):
        read_providers(text)


# By e-mail domain, and an organisation that is not there yet


def test_an_administrator_opens_for_the_own_domain_and_a_colleague_joins(anna, okke, aby, signed_in):
    client = signed_in(okke)
    assert client.post("/organisationer/aby/ga-med-direkt/").status_code == 404
    client = signed_in(anna)
    client.post("/organisationer/aby/doman/", {"domain": "@Lill.example"})
    aby.refresh_from_db()
    assert aby.email_domain == "lill.example"
    client = signed_in(okke)
    assert "Gå med i Åby kommun" in client.get("/min-organisation/").content.decode()
    client.post("/organisationer/aby/ga-med-direkt/")
    assert Membership.objects.get(user=okke).role == "member"


@pytest.mark.parametrize("domain", ["orebro.example", "gmail.com", "inte en domän", "a" * 200 + ".se"])
def test_somebody_else_s_domain_or_everybody_s_opens_nothing(anna, aby, signed_in, domain):
    signed_in(anna).post("/organisationer/aby/doman/", {"domain": domain})
    aby.refresh_from_db()
    assert aby.email_domain == ""


def test_an_address_that_is_not_proved_opens_nothing(aby, okke, signed_in):
    Actor.objects.filter(pk=aby.pk).update(email_domain="lill.example")
    EmailAddress.objects.filter(user=okke).update(verified=False)
    assert signed_in(okke).post("/organisationer/aby/ga-med-direkt/").status_code == 404


def test_an_organisation_is_proposed_and_taken_up_by_the_region(
    okke, sara, signed_in, django_capture_on_commit_callbacks
):
    proposal = {"name": "Nya föreningen", "kind": "civil_society", "website": "", "text": "Jag är ordförande."}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(okke).post("/min-organisation/", proposal)
    assert mail.outbox[-1].to == [sara.email]
    assert "Nya föreningen" in signed_in(okke).get("/min-organisation/").content.decode()
    assert not Actor.objects.filter(name="Nya föreningen").exists()
    asked = MembershipRequest.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(sara).post(
            "/admin/initiatives/membershiprequest/", {"action": "accept", "_selected_action": [asked.pk]}
        )
    actor = Actor.objects.get(name="Nya föreningen")
    assert (actor.slug, actor.memberships.get(user=okke).role) == ("nya-foreningen", "administrator")
    assert mail.outbox[-1].to == [okke.email]


def test_an_organisation_that_is_there_under_another_name_is_not_proposed(okke, aby, signed_in):
    answer = signed_in(okke).post("/min-organisation/", {"name": "åby KOMMUN".title(), "kind": "other"})
    assert "finns redan i registret" in answer.content.decode()
    assert not MembershipRequest.objects.exists()


def test_a_no_to_a_proposal_makes_no_organisation(okke, sara):
    asked = joining.propose_actor(by=okke, name="Skoj AB", kind="company", website="", text="")
    joining.decide(asked, accept=False, by=sara)
    assert not Actor.objects.filter(name="Skoj AB").exists()
    assert not okke.memberships.exists()
