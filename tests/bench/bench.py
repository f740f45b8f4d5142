"""Measures the main pages on a synthetic county: queries, time, bytes, and the ratio to a bare page of the same run.

    ./dev bench                 SQLite in a throw-away folder
    DATABASE_URL=... ./dev bench    a throw-away database on that server
    ./dev bench together        only what organisations do together
    ./dev bench overview        only the overview, what leads on from it, and the search
    ./dev bench deck            only the presentation of the real county

Figures are for comparing within one run; nothing here passes or fails.
"""

import gzip
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PAGES = [
    ("bare page", "/bare/"),
    ("overview", "/"),
    ("more is needed", "/agera/"),
    ("kraftsamling", "/kraftsamlingar/k0/"),
    ("list of indicators", "/indikatorer/"),
    ("indicator", "/indikatorer/i0/"),
    ("list, 50 of 500", "/initiativ/"),
    ("initiative", "/initiativ/in0/"),
    ("organisations", "/organisationer/"),
    ("organisation", "/organisationer/o0/"),
    ("the world around", "/omvarld/"),
]
PORT = 8765


def measure(client, path, rounds=40, kept=False):
    """Queries and median milliseconds of one page in this process, uncached unless `kept`; and its body."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    kept or cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    queries = len(captured)  # the next request empties the log
    times = []
    for _round in range(rounds):
        kept or cache.clear()
        begun = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - begun)
    return queries, median(times) * 1000, answer.content


def compare(client, path, rounds=20, kept=False):
    """Queries, median milliseconds, and how many bare pages that is; the bare page is asked for in turn with it, so that
    a machine that is slow for a while is slow for both."""
    from django.core.cache import cache
    from django.test import Client

    queries, _ms, _body = measure(client, path, rounds=1, kept=kept)
    nobody = Client(SERVER_NAME="localhost")
    nobody.get("/bare/")
    times = {"/bare/": [], path: []}
    for _round in range(rounds):
        for who, address in ((nobody, "/bare/"), (client, path)):
            kept or cache.clear()
            begun = time.perf_counter()
            who.get(address)
            times[address].append(time.perf_counter() - begun)
    ms, bare = median(times[path]) * 1000, median(times["/bare/"]) * 1000
    return queries, ms, ms / bare


def pages(client):
    rows = {name: measure(client, path) for name, path in PAGES}
    # The bare page is measured again in the middle of things, so that a warm-up does not flatter the others.
    bare = min(rows["bare page"][1], measure(client, "/bare/")[1])
    print(f"\n{'page':22}{'queries':>8}{'ms':>9}{'x bare':>8}{'kB gzip':>9}")
    for name, (queries, ms, body) in rows.items():
        print(f"{name:22}{queries:8}{ms:9.1f}{ms / bare:8.2f}{len(gzip.compress(body, 6)) / 1024:9.1f}")
    return {name: queries for name, (queries, _ms, _body) in rows.items()}


def requests_a_second(path, seconds=6, clients=4):
    """Answers a second from the two server processes, asked by four clients in processes' threads of this one."""
    until = time.monotonic() + seconds

    def ask(_number):
        count = 0
        while time.monotonic() < until:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
                answer.read()
            count += 1
        return count

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(ask, range(clients))) / seconds


def serve_and_count():
    command = [sys.executable, "-m", "gunicorn", "rus.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{PORT}"]
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT)
    try:
        for _try in range(50):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/bare/").read()
                break
            except OSError:
                time.sleep(0.2)
        rates = {
            name: requests_a_second(path)
            for name, path in PAGES
            if name in ("bare page", "list, 50 of 500", "overview")
        }
        print(f"\n{'two processes':22}{'requests/s':>11}{'of bare':>9}")
        for name, rate in rates.items():
            print(f"{name:22}{rate:11.0f}{rate / rates['bare page']:9.2f}")
    finally:
        server.terminate()
        server.wait()


def stability():
    """How often a county's arrow turns round from one year to the next, over all series of Örebro's folder."""
    from django.core.management import call_command

    from indicators.assessment import Desired, Direction, Scale, judge
    from indicators.judging import load_points, unfit_years
    from indicators.models import Indicator

    call_command("load_county", stdout=io.StringIO())
    unfit = unfit_years()
    steps = turned = arrows = 0
    for indicator in Indicator.objects.judged():
        series = list(indicator.series.filter(is_primary=True))
        totals = load_points(indicator, series)[series[0].pk][""] if series else {}
        for points in totals.values():
            before = None
            for last in range(1, len(points) + 1):
                found = judge(
                    points[:last],
                    desired=Desired(indicator.desired),
                    scale=Scale(indicator.scale),
                    unfit_years=unfit[indicator.pk],
                )
                now = found.direction
                if now is Direction.NOT_JUDGED:
                    continue
                clear = {Direction.RIGHT, Direction.WRONG}
                arrows += now in clear
                if before is not None:
                    steps += 1
                    turned += before in clear and now in clear and before is not now
                before = now
    print(
        f"\nStability: {turned} of {steps} year-to-year steps turn an arrow round ({100 * turned / steps:.1f} %); {arrows} arrows."
    )


def deck():
    """The presentation of the real county: time, and the most memory that a process of its own takes."""
    from django.core.management import call_command

    from rus.strategy.models import Strategy

    if not Strategy.objects.exists():
        call_command("load_county", stdout=io.StringIO())
    from rus.reports.outline import tell
    from rus.reports.slides import write

    times = []
    for _round in range(5):
        begun = time.perf_counter()
        outline = tell(Strategy.objects.get(is_current=True))
        file = write(outline)
        times.append(time.perf_counter() - begun)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPresentation: {median(times):.2f} s, slowest {max(times):.2f} s, {len(file) / 1024:.0f} kB, "
          f"the whole process at most {most:.0f} MB.")  # fmt: skip


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import setup_databases, teardown_databases

        import rus.wsgi  # noqa: F401  what a web process does when it starts

        made = None
        if connection.vendor == "sqlite":
            call_command("migrate", verbosity=0)
        else:
            made = setup_databases(verbosity=0, interactive=False)
        from tests.bench import county, follow_up, overview, together

        parts = {
            "together": lambda: together.run(compare),
            "overview": lambda: overview.run(compare),
            "deck": deck,
        }
        if sys.argv[1:] and sys.argv[1] in parts:
            parts[sys.argv[1]]()
            if made:
                teardown_databases(made, verbosity=0)
            return
        print(f"Database: {connection.vendor}. Building a synthetic county ...", flush=True)
        from initiatives.models import Initiative

        begun = time.perf_counter()
        county.build(initiatives=50)
        client = Client(SERVER_NAME="localhost")
        few = {name: measure(client, path, rounds=1)[0] for name, path in PAGES}
        wipe()
        county.build()
        print(f"Built in {time.perf_counter() - begun:.0f} s: {Initiative.objects.count()} initiatives.")
        many = pages(client)
        differing = {name: (few[name], many[name]) for name in few if few[name] != many[name]}
        print(f"\nQueries at 50 and at 500 initiatives: {differing or 'the same on every page'}.")
        if connection.vendor == "sqlite":
            serve_and_count()
        for part in (follow_up.storing, follow_up.judging, lambda: follow_up.indicator_page(measure, client),
                     lambda: together.run(compare), lambda: overview.run(compare)):  # fmt: skip
            wipe()
            part()
        wipe()
        stability()
        deck()
        if made:
            teardown_databases(made, verbosity=0)


def wipe():
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
