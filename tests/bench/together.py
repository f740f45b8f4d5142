"""Organisations together, at 10,000 initiatives: the queue, my pages, an organisation, the dialogue, similar initiatives
while typing, and deciding on many at once."""

import time
from statistics import median

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives import content, deciding
from initiatives.models import Actor, Initiative, Membership, PartnerRequest, Revision
from initiatives.similar import similar_to
from rus.accounts.models import User
from rus.dialogue.models import Answer, Question, Support
from rus.strategy.models import Strategy
from tests.bench import county

TYPED = [
    "Gemensam plattform",
    "klimatarbete för unga",
    "Skola och hälsa på landsbygden",
    "energi",
    "kultur trygghet samverkan",
    "Åtgärder för äldre på Öland",
]


def build():
    county.build(initiatives=10_000, actors=500, indicators=20, years=4, counties=3)
    people = list(Actor.objects.order_by("pk"))
    member = User.objects.create_user("medlem@prov.example", name="Medlem")
    Membership.objects.create(user=member, actor=people[0], role="administrator")
    authors = [member, *(User.objects.create_user(f"p{n}@prov.example") for n in range(50))]
    Membership.objects.bulk_create(
        Membership(user=one, actor=people[n]) for n, one in enumerate(authors) if one != member
    )
    coordinator = User.objects.create_user("samordnare@prov.example", name="Samordnare", is_coordinator=True)
    Authenticator.objects.create(user=coordinator, type="totp", data={"secret": "x"})
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(
            actor=people[n % 500], author=authors[n % len(authors)], state="submitted", submitted_at=now,
            payload=content.complete({
                "title": f"Påhittat förslag {n}", "challenge": "Påhittad utmaning för belastningsprov.",
                "start": "2026-01-01", "kraftsamlingar": [f"k{n % 3}"],
                "partnerships": [{"actor": people[n % 500].slug, "named_as": "", "role": "lead"}],
            }),
        )
        for n in range(2_000)
    )  # fmt: skip
    PartnerRequest.objects.bulk_create(
        PartnerRequest(initiative=one, actor=people[0], kind="asked") for one in Initiative.objects.all()[:5]
    )
    strategy = Strategy.objects.get()
    question = Question.objects.create(strategy=strategy, slug="fraga", name_sv="Påhittad fråga?")
    Answer.objects.bulk_create(
        Answer(question=question, actor=people[n % 500], by=authors[n % len(authors)], text=f"Påhittat svar {n}.")
        for n in range(5_000)
    )
    answers = list(Answer.objects.all())
    Answer.objects.bulk_create(
        Answer(question=question, replies_to=one, actor=people[1], text="Påhittat genmäle.") for one in answers[:1_000]
    )
    Support.objects.bulk_create(Support(answer=one, actor=people[(one.pk + 7) % 500]) for one in answers[::5])
    Answer.objects.filter(supports__isnull=False).update(support_count=1)
    county.take_stock()
    return member, coordinator


def run(compare):
    begun = time.perf_counter()
    member, coordinator = build()
    print(f"\nTogether: {Initiative.objects.count()} initiatives, {Actor.objects.count()} organisations, "
          f"{Revision.objects.count()} pending, {Answer.objects.count()} answers; built in {time.perf_counter() - begun:.0f} s.")  # fmt: skip
    clients = {
        "": Client(SERVER_NAME="localhost"),
        "member": Client(SERVER_NAME="localhost"),
        "coordinator": Client(SERVER_NAME="localhost"),
    }
    clients["member"].force_login(member)
    clients["coordinator"].force_login(coordinator)
    first = Revision.objects.waiting().first()
    pages = [
        ("queue", "coordinator", "/admin/initiatives/revision/?state__exact=submitted"),
        ("one in the queue", "coordinator", f"/admin/initiatives/revision/{first.pk}/change/"),
        ("my pages", "member", "/mina-sidor/"),
        ("tell", "member", "/beratta/"),
        ("organisation", "", "/organisationer/o0/"),
        ("organisation, signed in", "member", "/organisationer/o0/"),
        ("dialogue", "", "/dialog/fraga/"),
        ("dialogue, signed in", "member", "/dialog/fraga/"),
    ]
    print(f"{'page':26}{'queries':>8}{'ms':>9}{'x bare':>8}")
    for name, who, path in pages:
        queries, ms, ratio = compare(clients[who], path, rounds=30)
        print(f"{name:26}{queries:8}{ms:9.1f}{ratio:8.2f}")
    similar()
    decide_many(coordinator)


def similar():
    times = []
    for text in TYPED:
        for _round in range(5):
            begun = time.perf_counter()
            similar_to(text)
            times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as captured:
        similar_to(TYPED[0])
    print(f"Similar while typing: median {median(times):.0f} ms, slowest {max(times):.0f} ms, {len(captured)} queries.")


def decide_many(coordinator):
    chosen = list(Revision.objects.waiting()[:200])
    begun = time.perf_counter()
    outcome = deciding.decide_many(chosen, by=coordinator, publishes=True)
    print(f"Deciding {outcome.done} at once: {time.perf_counter() - begun:.1f} s, one transaction each.")
