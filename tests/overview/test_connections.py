"""Samband: choosing one thing shows what leads to it and what it leads to."""

import pytest

from initiatives.models import Initiative
from initiatives.moderation import publish_content
from rus.overview.connections import Kind, flows, weave
from rus.strategy.models import Driver, Kraftsamling, Shift, Strategy

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(county):
    """klyftor → lika → skola → Läslyftet → behorighet; and a shift, a driver and an initiative beside it."""
    strategy = Strategy.objects.get()
    driver = Driver.objects.get(slug="klyftor")
    Driver.objects.create(strategy=strategy, slug="klimat", name_sv="Klimatet", level="trend")
    lika = Shift.objects.get(slug="lika")
    lika.drivers.set([driver])
    lika.kraftsamlingar.set([Kraftsamling.objects.get(slug="skola")])
    Shift.objects.create(strategy=strategy, slug="ensam", name_sv="Ensam")
    Initiative.objects.get(slug="laslyft").shifts.set([lika])
    publish_content({"title": "Vid sidan om", "phase": "ongoing", "kraftsamlingar": ["skola"]}, by=None)
    publish_content({"title": "Slut sedan länge", "phase": "ended", "kraftsamlingar": ["skola"]}, by=None)
    return strategy


def lit(strategy, kind, slug):
    web = weave(strategy, "/omvarld/")
    chosen = next(thing for thing in web.column(kind) if thing.slug == slug)
    web.light(chosen)
    return {thing.slug for thing in web.things.values() if thing.is_lit}


@pytest.mark.parametrize(
    ("kind", "slug", "hangs"),
    [
        (Kind.DRIVER, "klyftor", {"klyftor", "lika", "skola", "laslyft", "behorighet"}),
        (Kind.SHIFT, "lika", {"klyftor", "lika", "skola", "laslyft", "behorighet"}),
        (Kind.INITIATIVE, "laslyft", {"klyftor", "lika", "skola", "laslyft", "behorighet"}),
        (Kind.INDICATOR, "behorighet", {"klyftor", "lika", "skola", "laslyft", "behorighet"}),
        (Kind.KRAFTSAMLING, "skola", {"klyftor", "lika", "skola", "laslyft", "vid-sidan-om", "behorighet"}),
        (Kind.INITIATIVE, "vid-sidan-om", {"skola", "vid-sidan-om"}),
        (Kind.DRIVER, "klimat", {"klimat"}),
    ],
)
def test_choosing_lights_up_what_hangs_together(chain, kind, slug, hangs):
    found = lit(chain, kind, slug)
    assert hangs <= found
    assert "ensam" not in found and "slut-sedan-lange" not in found
    if kind != Kind.KRAFTSAMLING and slug != "vid-sidan-om":
        assert "vid-sidan-om" not in found


def test_what_has_no_link_onward_stands_out(client, chain):
    web = weave(chain, "/omvarld/")
    loose = {thing.slug for thing in web.things.values() if thing.is_loose}
    assert {"klimat", "ensam", "vid-sidan-om"} <= loose
    assert not {"klyftor", "lika", "skola", "laslyft", "behorighet"} & loose
    text = client.get("/samband/").content.decode()
    assert "Slut sedan länge" not in text
    assert "ingen koppling" in text


def test_the_address_tells_the_choice_and_an_unknown_one_gets_a_sentence(client, chain):
    text = client.get("/samband/", {"val": "forflyttning.lika"}).content.decode()
    assert "Läslyftet i Åby" in text and "Vid sidan om" not in text
    part = client.get("/samband/", {"val": "forflyttning.lika"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and 'data-status="4 hänger ihop med Likvärdigt"' in part
    answer = client.get("/samband/", {"val": "x" * 3000})
    assert answer.status_code == 404
    assert "Det finns inget med det namnet att följa." in answer.content.decode()


def test_as_many_questions_however_many_initiatives(client, chain, django_assert_max_num_queries):
    for number in range(20):
        publish_content({"title": f"I {number}", "phase": "ongoing", "kraftsamlingar": ["skola"]}, by=None)
    with django_assert_max_num_queries(12):
        client.get("/samband/")


def test_the_flows_gather_initiatives_by_kraftsamling_and_count_them(chain):
    drawn = flows(weave(chain, "/omvarld/"), lit_only=False)
    said = {(drawn.names[one], drawn.names[other]): count for one, other, count in drawn.links}
    skola = Kraftsamling.objects.get(slug="skola").name
    ongoing = Initiative.objects.ongoing().filter(kraftsamlingar__slug="skola").count()
    group = f"{ongoing} initiativ"
    assert said[skola, group] == ongoing
    driver, shift = Driver.objects.get(slug="klyftor").name, Shift.objects.get(slug="lika").name
    assert said[driver, shift] == said[shift, skola] == said[group, "Behöriga"] == 1
    assert "Ensam" not in {name for pair in said for name in pair}


def test_the_flows_of_what_was_chosen_alone(client, chain):
    web = weave(chain, "/omvarld/")
    web.light(next(thing for thing in web.column(Kind.INITIATIVE) if thing.slug == "vid-sidan-om"))
    assert sorted(flows(web, lit_only=True).names) == sorted(
        ["1 initiativ", str(Kraftsamling.objects.get(slug="skola"))]
    )
    page = client.get("/samband/", {"val": "initiativ.vid-sidan-om"}).content.decode()
    assert "/samband/floden.json?val=initiativ.vid-sidan-om" in page
    [figure] = client.get("/samband/floden.json", {"val": "initiativ.vid-sidan-om"}).json()["data"]
    assert figure["type"] == "sankey" and "1 initiativ" in figure["node"]["label"]
    assert client.get("/samband/floden.json", {"val": "initiativ.finns-inte"}).status_code == 404
