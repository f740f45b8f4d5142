"""From words to action at 10,000 initiatives, 500 organisations, 60 indicators and 1,000,000 observations; and the
search over 100,000 texts."""

import random
import time
from statistics import median

from django.db import connection
from django.test import Client

from indicators.models import Observation
from initiatives.models import Actor, Initiative, LogEntry
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record
from rus.search.finding import search
from rus.search.models import Entry
from tests.bench import county

TEXTS = 100_000
TYPED = ["plattform", "klimat ungdomar", "Återvinning", "skola hälsa", "energ", "samverkn", "trygg", "finnsinte"]
PAGES = [
    ("overview", "/"),
    ("overview, a municipality", "/?kommun=0101"),
    ("overview, an organisation", "/?organisation=o0"),
    ("more is needed", "/agera/"),
    ("who takes it", "/agera/i0/"),
    ("how it hangs together", "/samband/?val=kraftsamling.k0"),
    ("what has changed", "/nytt/"),
    ("the world around", "/omvarld/"),
]


def run(compare):
    begun = time.perf_counter()
    county.build(initiatives=10_000, actors=500, years=18, elsewhere=280)
    county.take_stock()
    print(f"\nOverview: {Initiative.objects.count()} initiatives, {Actor.objects.count()} organisations, "
          f"{Observation.objects.count()} observations; built in {time.perf_counter() - begun:.0f} s.")  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    print(f"{'page':26}{'queries':>8}{'ms':>9}{'x bare':>8}")
    for name, path in PAGES:
        queries, ms, ratio = compare(client, path, rounds=20)
        print(f"{name:26}{queries:8}{ms:9.1f}{ratio:8.2f}")
    member = Client(SERVER_NAME="localhost")
    member.force_login(User.objects.create_user("medlem@prov.example", name="Medlem"))
    queries, ms, ratio = compare(member, "/", rounds=20, kept=True)
    print(f"{'overview, signed in':26}{queries:8}{ms:9.1f}{ratio:8.2f}")
    after_an_edit(client)
    queries, ms, ratio = compare(client, "/", rounds=40, kept=True)
    print(
        f"{'overview, nothing changed':26}{queries:8}{ms:9.1f}{ratio:8.2f}   {1 / ratio:.1f} x the bare page's requests"
    )
    finding()


def after_an_edit(client):
    """The first reader after something was published: the page is made anew, in a warm process."""
    times, bare = [], []
    for number in range(20):
        record(Initiative.objects.all()[number], Change.Verb.CHANGED, None)
        for path, spent in (("/bare/", bare), ("/", times)):
            begun = time.perf_counter()
            client.get(path)
            spent.append((time.perf_counter() - begun) * 1000)
    print(f"{'overview, after an edit':26}{'':8}{median(times):9.1f}{median(times) / median(bare):8.2f}")


def finding():
    """Server time of a search, over texts of news on the initiatives that are there."""
    chance = random.Random(2)
    initiatives = list(Initiative.objects.values_list("pk", flat=True))
    words = [*county.WORDS, "plattform", "ungdomar", "återvinning", "trygghet", "energi", "hälsa"]
    LogEntry.objects.bulk_create(
        (
            LogEntry(initiative_id=chance.choice(initiatives), text=" ".join(chance.choices(words, k=25)))
            for _n in range(TEXTS)
        ),
        batch_size=5_000,
    )
    begun = time.perf_counter()
    entries = [
        Entry(kind="news", object_id=pk, title="Påhittat initiativ", text=text)
        for pk, text in LogEntry.objects.values_list("pk", "text")
    ]
    Entry.objects.bulk_create(entries, batch_size=5_000)
    county.take_stock()
    print(
        f"Search: {Entry.objects.count()} texts, indexed in {time.perf_counter() - begun:.0f} s on {connection.vendor}."
    )
    slowest = {}
    for typed in TYPED:
        times = []
        for _round in range(7):
            begun = time.perf_counter()
            search(typed)
            times.append((time.perf_counter() - begun) * 1000)
        slowest[typed] = median(times)
    for typed, ms in slowest.items():
        print(f"  {typed:22}{ms:7.1f} ms")
