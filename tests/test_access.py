"""Every address as every role. A new address without a row here fails; so does one that lets out what is not public."""

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from indicators.models import Series
from initiatives import attaching, content, joining, letters, moderation
from initiatives.models import Actor, CheckIn, Initiative, LogEntry, PartnerRequest, Response, Revision
from rus.dialogue import talking
from rus.dialogue.models import Answer, Question, Support
from rus.history.models import Change
from rus.reports.models import Deck

SECRET = "Hemligt-utkast-som-ingen-får-se"

# Rows: name, arguments, then the answer to GET for
# nobody, of no organisation (okke), of a partner (pelle), of the lead (berit), its administrator (anna), coordinator (sara)
PUBLIC = (200, 200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200, 200)
POST_ONLY = (405, 405, 405, 405, 405, 405)
POST_SIGNED_IN = (302, 405, 405, 405, 405, 405)
COORDINATORS = (302, 302, 302, 302, 302, 200)
ADMINISTRATORS = (302, 404, 404, 404, 200, 200)
OWN_DRAFT = (302, 404, 404, 200, 200, 200)

TABLE = [
    ("overview:home", [], PUBLIC),
    ("overview:act", [], PUBLIC),
    ("overview:respond", ["behorighet"], PUBLIC),
    ("overview:respond", ["folkmangd"], (404,) * 6),
    ("search:find", [], PUBLIC),
    ("overview:connections", [], PUBLIC),
    ("overview:flows", [], PUBLIC),
    ("overview:changes", [], PUBLIC),
    ("reports:list", [], PUBLIC),
    ("reports:presentation", [], PUBLIC),
    ("reports:progress", [], (302,) * 6),
    ("reports:make", [], POST_ONLY),
    ("reports:keep", [], POST_SIGNED_IN),
    ("reports:kept", ["deck.pk"], PUBLIC),
    ("reports:kept", [0], (404,) * 6),
    ("reports:let_go", ["deck.pk"], POST_SIGNED_IN),
    ("overview:changes_feed", [], PUBLIC),
    ("overview:take_up", ["behorighet"], POST_SIGNED_IN),
    ("overview:kraftsamling", ["skola"], PUBLIC),
    ("overview:kraftsamling", ["ingen"], (404,) * 6),
    ("overview:indicator", ["behorighet"], PUBLIC),
    ("overview:indicator", ["framtidstro"], PUBLIC),
    ("overview:indicator", ["folkmangd"], PUBLIC),
    ("overview:indicator", ["ingen"], (404,) * 6),
    ("overview:outside", [], PUBLIC),
    ("overview:before_forum", [], COORDINATORS),
    ("overview:headlines", [], COORDINATORS),
    ("overview:my_data", [], SIGNED_IN),
    ("overview:download_my_data", [], SIGNED_IN),
    ("overview:delete_account", [], SIGNED_IN),
    ("initiatives:restore", ["laslyft", 1], POST_SIGNED_IN),
    ("overview:about", [], PUBLIC),
    ("overview:method", [], PUBLIC),
    ("overview:accessibility", [], PUBLIC),
    ("overview:privacy", [], PUBLIC),
    ("indicators:list", [], PUBLIC),
    ("indicators:comparison", ["behorighet", "kommuner"], PUBLIC),
    ("indicators:comparison", ["behorighet", "lan"], PUBLIC),
    ("indicators:comparison", ["behorighet", "grupper"], PUBLIC),
    ("indicators:comparison", ["framtidstro", "kommuner"], PUBLIC),
    ("indicators:comparison", ["ingen", "lan"], (404,) * 6),
    ("indicators:download", ["behorighet", "csv"], PUBLIC),
    ("indicators:download", ["behorighet", "xlsx"], PUBLIC),
    ("indicators:download", ["behorighet", "json"], PUBLIC),
    ("indicators:download", ["behorighet", "svg"], PUBLIC),
    ("indicators:download", ["behorighet", "png"], PUBLIC),
    ("indicators:download", ["framtidstro", "svg"], (404,) * 6),
    ("indicators:download", ["ingen", "csv"], (404,) * 6),
    ("indicators:embed", ["behorighet"], PUBLIC),
    ("indicators:embed", ["framtidstro"], (404,) * 6),
    ("initiatives:list", [], PUBLIC),
    ("initiatives:detail", ["laslyft"], PUBLIC),
    ("initiatives:detail", ["arkiverat"], (404, 404, 404, 200, 200, 200)),
    ("initiatives:detail", ["ingen"], (404,) * 6),
    ("initiatives:versions", ["laslyft"], PUBLIC),
    ("initiatives:versions", ["arkiverat"], (404, 404, 404, 200, 200, 200)),
    ("initiatives:actors", [], PUBLIC),
    ("initiatives:actor", ["aby"], PUBLIC),
    ("initiatives:actor", ["ingen"], (404,) * 6),
    ("initiatives:members", ["aby"], ADMINISTRATORS),
    ("initiatives:invite", ["aby"], POST_SIGNED_IN),
    ("initiatives:change_member", ["aby", 1], POST_SIGNED_IN),
    ("initiatives:withdraw_invitation", ["aby", 1], POST_SIGNED_IN),
    ("initiatives:decide_request", ["aby", 1], POST_SIGNED_IN),
    ("initiatives:open_to_domain", ["aby"], POST_SIGNED_IN),
    ("initiatives:join_by_domain", ["aby"], POST_SIGNED_IN),
    ("initiatives:find_actor", [], SIGNED_IN),
    ("initiatives:ask_to_join", ["aby"], SIGNED_IN),
    ("initiatives:ask_to_join", ["ingen"], (302, 404, 404, 404, 404, 404)),
    ("initiatives:invitation", ["invitation"], PUBLIC),
    ("initiatives:new", [], SIGNED_IN),
    ("initiatives:similar", [], SIGNED_IN),
    ("initiatives:tell", [], SIGNED_IN),
    ("initiatives:mine", [], SIGNED_IN),
    ("initiatives:tell_news", ["laslyft"], POST_SIGNED_IN),
    ("initiatives:change", ["laslyft"], POST_SIGNED_IN),
    ("initiatives:take_over", ["laslyft"], POST_SIGNED_IN),
    ("initiatives:offer", ["laslyft"], (302, 302, 200, 200, 200, 302)),
    ("initiatives:answer_partner", [1], POST_SIGNED_IN),
    ("initiatives:answer_as_lead", ["sent"], POST_SIGNED_IN),
    ("initiatives:close", ["laslyft"], (302, 404, 200, 200, 200, 200)),
    ("initiatives:check_in", ["check_in"], PUBLIC),
    ("initiatives:letters", ["letters"], PUBLIC),
    ("initiatives:letters", ["påhittat"], (404,) * 6),
    ("initiatives:follow", ["initiativ", "laslyft"], POST_SIGNED_IN),
    ("initiatives:feed", ["initiativ", "laslyft"], PUBLIC),
    ("initiatives:feed", ["organisation", "aby"], PUBLIC),
    ("initiatives:feed", ["kraftsamling", "skola"], PUBLIC),
    ("initiatives:feed", ["indikator", "behorighet"], PUBLIC),
    ("initiatives:feed", ["initiativ", "arkiverat"], (404,) * 6),
    ("initiatives:attach", ["laslyft"], (302, 404, 200, 200, 200, 200)),
    ("initiatives:attachment", ["attachment"], (404, 404, 200, 200, 200, 200)),
    ("initiatives:contact", ["laslyft"], POST_SIGNED_IN),
    ("initiatives:take_down", ["laslyft"], POST_SIGNED_IN),
    ("initiatives:decide", ["sent"], POST_SIGNED_IN),
    ("initiatives:undo", ["sent"], POST_SIGNED_IN),
    ("initiatives:catch_up", ["draft"], POST_SIGNED_IN),
    ("initiatives:revision", ["draft"], OWN_DRAFT),
    ("initiatives:connect", ["draft"], OWN_DRAFT),
    ("initiatives:review", ["draft"], OWN_DRAFT),
    ("initiatives:receipt", ["draft"], OWN_DRAFT),
    ("initiatives:withdraw", ["draft"], POST_SIGNED_IN),
    ("initiatives:revision", ["sent"], OWN_DRAFT),
    ("initiatives:connect", ["sent"], (302, 404, 404, 404, 404, 404)),
    ("initiatives:review", ["sent"], (302, 404, 404, 404, 404, 404)),
    ("dialogue:questions", [], PUBLIC),
    ("dialogue:question", ["question"], PUBLIC),
    ("dialogue:question", ["ingen"], (404,) * 6),
    ("dialogue:support", ["answer.pk"], POST_SIGNED_IN),
    ("dialogue:make_initiative", ["answer.pk"], POST_SIGNED_IN),
    ("dialogue:remark", [], PUBLIC),
    ("account_login", [], (200, 302, 302, 302, 302, 302)),
    ("account_logout", [], (302, 200, 200, 200, 200, 200)),
    ("account_signup", [], (200, 302, 302, 302, 302, 302)),
    ("account_confirm_login_code", [], (302,) * 6),
    ("account_inactive", [], PUBLIC),
    ("account_reauthenticate", [], SIGNED_IN),
    ("account_email", [], SIGNED_IN),
    ("account_email_verification_sent", [], (302,) * 6),
    ("account_change_password", [], SIGNED_IN),
    ("account_set_password", [], (302,) * 6),
    ("account_reset_password", [], PUBLIC),
    ("account_reset_password_done", [], PUBLIC),
    ("account_reset_password_from_key", ["1", "nyckel"], PUBLIC),
    ("account_reset_password_from_key_done", [], PUBLIC),
    ("account_request_login_code", [], (200, 302, 302, 302, 302, 302)),
    ("mfa_index", [], SIGNED_IN),
    ("mfa_authenticate", [], (302,) * 6),
    ("mfa_reauthenticate", [], (302, 302, 302, 302, 302, 200)),
    ("mfa_activate_totp", [], (302,) * 6),
    ("mfa_deactivate_totp", [], (302, 404, 404, 404, 404, 302)),
    ("mfa_view_recovery_codes", [], (302, 404, 404, 404, 404, 404)),
    ("mfa_generate_recovery_codes", [], (302,) * 6),
    ("mfa_download_recovery_codes", [], (302, 404, 404, 404, 404, 404)),
    ("mfa_list_webauthn", [], SIGNED_IN),
    ("mfa_add_webauthn", [], (302,) * 6),
    ("mfa_reauthenticate_webauthn", [], (302,) * 6),
    ("mfa_remove_webauthn", [1], (302,) * 6),
    ("mfa_edit_webauthn", [1], (302,) * 6),
    ("mfa_login_webauthn", [], (302,) * 6),
    ("socialaccount_login_cancelled", [], PUBLIC),
    ("socialaccount_login_error", [], (401,) * 6),
    ("socialaccount_signup", [], (302,) * 6),
    ("socialaccount_connections", [], SIGNED_IN),
    ("openid_connect_login", ["ingen"], (404,) * 6),
    ("openid_connect_callback", ["ingen"], (404,) * 6),
    ("admin:index", [], COORDINATORS),
    ("admin:initiatives_revision_changelist", [], (302,) * 6),
    ("admin:initiatives_revision_change", ["sent.pk"], COORDINATORS),
    ("admin:initiatives_revision_change", ["draft.pk"], (302, 302, 302, 302, 302, 404)),
    ("admin:initiatives_revision_undo", ["sent.pk"], (302, 302, 302, 302, 302, 405)),
    ("admin:initiatives_cannedanswer_changelist", [], COORDINATORS),
    ("admin:initiatives_initiative_changelist", [], COORDINATORS),
    ("admin:initiatives_initiative_import", [], COORDINATORS),
    ("admin:initiatives_initiative_export", [], COORDINATORS),
    ("admin:initiatives_initiative_archive", [1], (302, 302, 302, 302, 302, 405)),
    ("admin:initiatives_actor_changelist", [], COORDINATORS),
    ("admin:initiatives_actor_import", [], COORDINATORS),
    ("admin:initiatives_logentry_changelist", [], COORDINATORS),
    ("admin:initiatives_attachment_changelist", [], COORDINATORS),
    ("admin:initiatives_result_changelist", [], COORDINATORS),
    ("admin:initiatives_response_changelist", [], COORDINATORS),
    ("admin:initiatives_contribution_changelist", [], COORDINATORS),
    ("admin:indicators_indicator_changelist", [], COORDINATORS),
    ("admin:indicators_indicator_import", [], COORDINATORS),
    ("admin:indicators_target_changelist", [], COORDINATORS),
    ("admin:indicators_target_import", [], COORDINATORS),
    ("admin:indicators_observation_changelist", [], COORDINATORS),
    ("admin:indicators_observation_import", [], COORDINATORS),
    ("admin:indicators_annotation_changelist", [], COORDINATORS),
    ("admin:indicators_series_changelist", [], COORDINATORS),
    ("admin:indicators_series_quality", [], COORDINATORS),
    ("admin:indicators_series_fetch", ["series.pk"], (302, 302, 302, 302, 302, 405)),
    ("admin:indicators_source_changelist", [], COORDINATORS),
    ("admin:indicators_source_find", ["source.pk"], COORDINATORS),
    ("admin:indicators_source_pick", ["source.pk"], COORDINATORS),
    ("admin:indicators_updaterun_changelist", [], COORDINATORS),
    ("admin:indicators_updaterun_progress", [], COORDINATORS),
    ("admin:indicators_updaterun_decide", [1], (302, 302, 302, 302, 302, 405)),
    ("admin:django_celery_beat_periodictask_changelist", [], COORDINATORS),
    ("admin:django_celery_beat_intervalschedule_changelist", [], COORDINATORS),
    ("admin:indicators_breakdowncategory_changelist", [], COORDINATORS),
    ("admin:indicators_assessment_changelist", [], COORDINATORS),
    ("admin:strategy_strategy_changelist", [], COORDINATORS),
    ("admin:strategy_kraftsamling_changelist", [], COORDINATORS),
    ("admin:strategy_perspective_changelist", [], COORDINATORS),
    ("admin:strategy_driver_changelist", [], COORDINATORS),
    ("admin:strategy_shift_changelist", [], COORDINATORS),
    ("admin:strategy_principle_changelist", [], COORDINATORS),
    ("admin:strategy_insight_changelist", [], COORDINATORS),
    ("admin:places_geography_changelist", [], COORDINATORS),
    ("admin:places_geographygroup_changelist", [], COORDINATORS),
    ("admin:dialogue_answer_changelist", [], COORDINATORS),
    ("admin:dialogue_question_changelist", [], COORDINATORS),
    ("admin:dialogue_remark_changelist", [], COORDINATORS),
    ("admin:history_change_changelist", [], COORDINATORS),
    ("admin:account_emailaddress_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:initiatives_membershiprequest_changelist", [], COORDINATORS),
    ("admin:mfa_authenticator_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:socialaccount_socialapp_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:socialaccount_socialtoken_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:socialaccount_socialaccount_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:accounts_user_changelist", [], (302, 302, 302, 302, 302, 403)),
    ("admin:accounts_notice_changelist", [], (302, 302, 302, 302, 302, 403)),
]
ROLES = [None, "okke", "pelle", "berit", "anna", "sara"]

# The admin's own pages beside lists are reached through permissions that the lists above already ask.
ADMIN_PAGES = ("_add", "_change", "_delete", "_history", "_process_import", "_export", "_import")


@pytest.fixture
def scene(county, aby, berit, anna, pelle, okke, sara):
    """A draft, something sent, something archived and hidden news, all of which could leak."""
    payload = content.complete(
        {"title": SECRET, "challenge": SECRET, "start": "2026-01-01", "kraftsamlingar": ["skola"]}
    )
    draft = moderation.start(actor=aby, by=berit, payload=payload)
    sent = moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)
    archived = moderation.publish_content(
        payload | {"partnerships": [{"actor": "aby", "named_as": "", "role": "lead"}], "phase": "ongoing"},
        by=sara,
        slug="arkiverat",
    )
    moderation.archive(archived, by=sara)
    laslyft = Initiative.objects.get(slug="laslyft")
    moderation.hide_news(
        moderation.tell_news(laslyft, text=SECRET, kind="result", by=berit, actor=aby), by=sara, comment=SECRET
    )
    moderation.save(moderation.start(actor=aby, by=berit, initiative=laslyft), {"summary": SECRET})
    question = Question.objects.create(strategy=laslyft.kraftsamlingar.first().strategy, slug="fraga", name_sv="Vad?")
    answer = talking.answer(question, text="Läs mer.", actor=aby, by=berit)
    talking.hide(talking.answer(question, text=SECRET, actor=aby, by=berit), by=sara)
    talking.make_initiative(answer, actor=aby, by=berit)
    moderation.save(answer.__class__.objects.get(pk=answer.pk).revision, {"title": SECRET})
    paper = ContentFile(b"%PDF-1.7 " + SECRET.encode(), name="x.pdf")
    Deck.objects.create(language="en", state="done", file=b"PK", ended_at=timezone.now())
    return {
        "attachment": attaching.attach_document(laslyft, file=paper, title="Papper", actor=aby, by=berit),
        "question": question,
        "answer": answer,
        "check_in": CheckIn.objects.create(user=anna, initiative=laslyft),
        "letters": letters.token_of(anna),
        "partner": PartnerRequest.objects.create(
            initiative=laslyft, actor=Actor.objects.get(slug="skolverk"), kind="asked"
        ),
        "invitation": joining.invite(aby, email="ny@lill.example", role="member", by=anna),
        "deck": Deck.objects.create(language="sv", state="done", name="Forum", file=b"PK", ended_at=timezone.now()),
        "series": Series.objects.get(slug="uts"),
        "draft": draft,
        "sent": sent,
        "people": dict(zip(ROLES, [None, okke, pelle, berit, anna, sara], strict=True)),
    }


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def address(scene, name, arguments):
    known = {"draft": scene["draft"].token, "sent": scene["sent"].token, "invitation": scene["invitation"].token}
    known |= {"draft.pk": scene["draft"].pk, "sent.pk": scene["sent"].pk}
    known |= {"check_in": scene["check_in"].token, "letters": scene["letters"]}
    known |= {
        "attachment": scene["attachment"].token,
        "question": scene["question"].slug,
        "answer.pk": scene["answer"].pk,
    }
    known |= {"partner.pk": scene["partner"].pk}
    known |= {"deck.pk": scene["deck"].pk}
    known |= {"series.pk": scene["series"].pk, "source.pk": scene["series"].source_id}
    with translation.override("sv"):
        return reverse(name, args=[known.get(argument, argument) for argument in arguments])


@pytest.mark.parametrize("number", range(len(ROLES)), ids=[role or "nobody" for role in ROLES])
def test_every_address_as_every_role(scene, client, number):
    person = scene["people"][ROLES[number]]
    wrong = []
    for name, arguments, answers in TABLE:
        if person:
            client.force_login(person)
        for prefix in ("", "/en"):
            path = prefix + address(scene, name, arguments)
            answer = client.get(path)
            if answer.status_code != answers[number]:
                wrong.append((path, answer.status_code, answers[number]))
            may_see = ROLES[number] in ("berit", "anna", "sara") or name == "initiatives:attachment"
            if not may_see and SECRET in body(answer).decode(errors="replace"):
                wrong.append((path, "lets out what is not public"))
    assert wrong == []


@pytest.mark.parametrize("role", [None, "okke", "pelle"])
def test_nothing_unpublished_comes_out_by_searching_counting_or_guessing(scene, client, role):
    if role:
        client.force_login(scene["people"][role])
    for path in (
        "/initiativ/?q=hemligt",
        "/initiativ/?kraftsamling=skola",
        "/initiativ/liknande/?title=Hemligt-utkast",
    ):
        assert SECRET not in client.get(path).content.decode()
    assert "2 initiativ" in client.get("/initiativ/?kraftsamling=skola").content.decode()
    assert "<b>1 registrerat initiativ</b>" in client.get("/").content.decode()


POSTS = [
    # name, arguments, data, who gets 404 (or is sent to sign in)
    ("initiatives:tell_news", ["laslyft"], {}, ["okke"]),
    ("initiatives:change", ["laslyft"], {}, ["okke"]),
    ("dialogue:support", ["999"], {"actor": "aby"}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("dialogue:make_initiative", ["999"], {"actor": "aby"}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:restore", ["laslyft", 1], {}, ["okke"]),
    ("initiatives:restore", ["laslyft", 99], {}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:attach", ["laslyft"], {}, ["okke"]),
    ("initiatives:contact", ["laslyft"], {}, ["okke"]),
    ("initiatives:close", ["laslyft"], {}, ["okke"]),
    ("initiatives:follow", ["initiativ", "arkiverat"], {}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:take_over", ["laslyft"], {}, ["okke", "pelle", "sara"]),
    ("initiatives:take_over", ["arkiverat"], {}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:change", ["arkiverat"], {}, ["okke", "pelle", "berit", "anna"]),
    ("initiatives:tell_news", ["arkiverat"], {}, ["okke", "pelle", "berit", "sara"]),
    ("initiatives:revision", ["draft"], {"title": "Tagen"}, ["okke", "pelle"]),
    ("initiatives:connect", ["draft"], {}, ["okke", "pelle"]),
    ("initiatives:review", ["draft"], {}, ["okke", "pelle"]),
    ("initiatives:withdraw", ["sent"], {}, ["okke", "pelle"]),
    ("initiatives:decide", ["sent"], {"verdict": "publish"}, ["okke", "pelle", "berit", "anna"]),
    ("initiatives:undo", ["sent"], {}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:take_down", ["laslyft"], {}, ["okke", "pelle", "berit", "anna"]),
    ("initiatives:catch_up", ["draft"], {}, ["okke", "pelle"]),
    ("initiatives:catch_up", ["sent"], {}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:answer_as_lead", ["sent"], {"verdict": "accept"}, ["okke", "pelle", "berit", "anna", "sara"]),
    ("initiatives:answer_partner", ["partner.pk"], {"verdict": "accept"}, ["okke", "berit", "anna", "pelle"]),
    ("initiatives:invite", ["aby"], {"email": "x@lill.example", "role": "member"}, ["okke", "pelle", "berit"]),
    ("initiatives:change_member", ["aby", 1], {"act": "remove"}, ["okke", "pelle", "berit"]),
    ("initiatives:withdraw_invitation", ["aby", 1], {}, ["okke", "pelle", "berit"]),
    ("initiatives:decide_request", ["aby", 1], {"verdict": "accept"}, ["okke", "pelle", "berit"]),
    ("initiatives:open_to_domain", ["aby"], {"domain": "lill.example"}, ["okke", "pelle", "berit"]),
    ("initiatives:join_by_domain", ["aby"], {}, ["okke", "pelle", "berit"]),
]


# What is refused in words rather than not found: name, arguments, data, the answer by role.
REFUSED = [
    ("overview:respond", ["behorighet"], {"stance": "taken", "text": SECRET}, {"okke": 403}),
    ("overview:take_up", ["behorighet"], {"act": "question"}, {"okke": 403, "pelle": 403, "berit": 403, "anna": 403}),
    ("overview:take_up", ["behorighet"], {"actor": "aby"}, {"okke": 404, "pelle": 404}),
    (
        "overview:headlines",
        [],
        {"kind": "best", "act": "approve"},
        dict.fromkeys(("okke", "pelle", "berit", "anna"), 302),
    ),
    ("overview:before_forum", [], {}, dict.fromkeys(("okke", "pelle", "berit", "anna"), 302)),
    ("reports:keep", [], {"name": "Min"}, dict.fromkeys(("okke", "pelle", "berit", "anna"), 403)),
    ("reports:let_go", ["deck.pk"], {}, dict.fromkeys(("okke", "pelle", "berit", "anna"), 403)),
    ("dialogue:question", ["question"], {"actor": "aby", "text": SECRET}, {"okke": 403, "pelle": 200}),
    ("dialogue:support", ["answer.pk"], {"actor": "aby"}, {"okke": 400, "pelle": 400}),
    ("initiatives:new", [], {"actor": "aby", "title": SECRET}, {"okke": 200, "pelle": 200}),
    ("initiatives:offer", ["laslyft"], {"actor": "aby"}, {"okke": 302}),
]
# Open to whoever can reach it: their own tests say what they do, and to whose things.
OWN_DOING = {
    "account_login", "account_logout", "account_signup", "account_reauthenticate", "account_email",
    "account_change_password", "account_reset_password", "account_request_login_code",
    "overview:delete_account", "dialogue:remark", "reports:make", "initiatives:find_actor", "initiatives:ask_to_join",
    "initiatives:invitation", "initiatives:check_in", "initiatives:letters", "socialaccount_connections",
}  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "data", "answers"), REFUSED)
def test_what_others_may_not_do_is_refused_and_changes_nothing(scene, client, name, arguments, data, answers):
    path = address(scene, name, arguments)
    for role, expected in answers.items():
        client.force_login(scene["people"][role])
        counted = stock()
        assert client.post(path, data).status_code == expected, (path, role)
        assert stock() == counted, (path, role)
    client.logout()
    counted = stock()
    client.post(path, data)
    assert stock() == counted


def stock():
    """How many rows there are of what a refused post could have made or taken away."""
    return [
        model.objects.count()
        for model in (Revision, LogEntry, Change, Answer, Support, Response, Question, PartnerRequest)
    ]


def test_every_address_that_writes_has_a_row(county):
    rows = {name for name, *_rest in [*POSTS, *REFUSED]} | OWN_DOING
    writing = {name for name, _arguments, answers in TABLE if answers in (POST_ONLY, POST_SIGNED_IN)}
    assert writing - rows == set()


@pytest.mark.parametrize(("name", "arguments", "data", "refused"), POSTS)
def test_posting_to_what_is_not_yours_is_404_and_changes_nothing(scene, client, name, arguments, data, refused):
    before = list(Revision.objects.order_by("pk").values("state", "payload")), LogEntry.objects.count()
    path = address(scene, name, arguments)
    for role in refused:
        client.force_login(scene["people"][role])
        assert client.post(path, data).status_code == 404, (path, role)
    client.logout()
    assert client.post(path, data).status_code == 302
    assert (list(Revision.objects.order_by("pk").values("state", "payload")), LogEntry.objects.count()) == before


def test_only_coordinators_decide(scene, client):
    path = address(scene, "admin:initiatives_revision_change", ["sent.pk"])
    for role in ("okke", "pelle", "berit", "anna"):
        client.force_login(scene["people"][role])
        client.post(path, {"verdict": "publish"})
    scene["sent"].refresh_from_db()
    assert scene["sent"].state == "submitted"


def names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name


def test_every_address_has_a_row(county):
    rows = {name for name, _arguments, _answers in TABLE}
    skipped = {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:autocomplete",
               "admin:jsi18n", "admin:view_on_site", "admin:app_list", "admin:auth_user_password_change"}  # fmt: skip
    missing = {
        name
        for name in names(get_resolver().url_patterns)
        if name not in rows and name not in skipped and not (name.startswith("admin:") and name.endswith(ADMIN_PAGES))
    }
    assert missing == set()
