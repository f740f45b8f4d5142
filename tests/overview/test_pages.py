import pytest
from django.urls import reverse

from indicators.judging import judge_indicators
from indicators.models import Indicator, Series
from indicators.storing import Incoming, store
from initiatives.content import snapshot
from initiatives.models import Actor, Initiative, Response
from initiatives.moderation import publish_content
from rus.overview import needs
from rus.places.models import Geography


def page(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_overview_says_how_it_is_going_what_is_done_and_where_more_is_needed(client, county):
    text = page(client, "/")
    assert "Från ord till handling" in text
    assert "<b>1 registrerat initiativ</b> från <b>2 organisationer</b> pågår" in text
    assert "Behöriga: Åt fel håll" in text
    assert "0 av 2 går åt rätt håll, 1 åt fel håll, 1 kan inte bedömas." in text
    assert "Ingen har tagit den" in text
    assert "redaktionens formulering" in text
    assert "Två har gått sönder." in text


def test_counts_of_every_kind_sum_to_all_judged_indicators(county, rf):
    from rus.overview import summary
    from rus.strategy.models import Kraftsamling, Strategy

    place = Strategy.objects.get().county
    indicators = list(Indicator.objects.judged().for_list(place))
    parts = summary.sum_up(Kraftsamling.objects.all(), indicators, place)
    naive = {kraftsamling.pk: 0 for kraftsamling in Kraftsamling.objects.all()}
    for one in Indicator.objects.exclude(desired=""):
        naive[one.kraftsamling_id] += 1
    assert {part.kraftsamling.pk: sum(part.counts.values()) for part in parts} == naive


def test_overview_from_a_municipality_shows_its_own(client, county):
    text = page(client, "/", kommun="9801")
    assert "Så går det i Åby" in text
    assert "Utsläpp" not in text


def test_a_municipality_elsewhere_is_a_page_that_says_so(client, county):
    answer = client.get("/", {"kommun": "1880"})
    assert answer.status_code == 404
    assert "Det finns ingen sådan kommun i länet." in answer.content.decode()


def test_overview_in_at_most_fifteen_queries_however_many_initiatives(client, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(15) as few:
        client.get("/")
    for number in range(20):
        publish_content(
            {
                "title": f"Initiativ {number}",
                "phase": "ongoing",
                "kraftsamlingar": ["skola"],
                "reach": "municipalities",
                "municipalities": ["9801"],
                "partnerships": [{"actor": "region", "named_as": "", "role": "lead"}],
            },
            by=None,
        )
    for number in range(10):
        one = Indicator.objects.create(
            slug=f"i{number}",
            name_sv=f"Mått {number}",
            definition_sv="x",
            unit_sv="procent",
            desired="up",
            kraftsamling_id=Indicator.objects.get(slug="behorighet").kraftsamling_id,
        )
        series = Series.objects.create(
            indicator=one,
            slug=f"i{number}",
            name_sv="x",
            provider="x",
            external_id=str(number),
            unit_sv="procent",
            is_primary=True,
        )
        place = Geography.objects.get(code="98")
        store(series, [Incoming(place.pk, "", str(year), (2100.0 - year) / 2) for year in range(2019, 2026)])
        judge_indicators([one])
    with django_assert_max_num_queries(15) as many:
        client.get("/")
    assert len(few) == len(many)


def test_indicator_page_in_at_most_eight_queries(client, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        text = page(client, reverse("overview:indicator", args=["utslapp"]))
    assert "Åt rätt håll, för långsamt." in text
    assert "Har minskat från 980 ton 2019 till 880 ton 2024." in text
    assert "Målet är 400 ton 2030." in text
    assert "480 ton" in text
    assert "om takten håller i sig" in text
    assert "Elbussar överallt" in text
    assert "Källa: <span>SMHI via Kolada, GGT</span>" in text
    assert '<th scope="row">2024</th>' in text
    assert ">saknas<" in text


def test_indicator_page_in_english_marks_what_is_swedish(client, county):
    text = page(client, "/en/indikatorer/utslapp/")
    assert "Right way, too slowly." in text
    assert "It has fallen from 980 tonnes 2019 to 880 tonnes 2024." in text
    assert '<span lang="sv">SMHI via Kolada, GGT</span>' in text
    assert 'lang="sv">Elbussar överallt</a>' in text


def test_indicator_without_data_says_what_it_will_come_from(client, county):
    text = page(client, reverse("overview:indicator", args=["framtidstro"]))
    assert "Inga data hämtade än." in text
    assert "Den ska komma från:" in text
    assert "Enkäten" in text


def test_the_chart_library_is_not_asked_for_by_the_page(client, county):
    text = page(client, reverse("overview:indicator", args=["behorighet"]))
    assert "<script" in text
    assert 'src="/static/vendor/plotly' not in text


def test_list_of_indicators_puts_what_needs_attention_first_and_filters(client, county):
    text = page(client, reverse("indicators:list"))
    assert text.index(">Behöriga<") < text.index(">Utsläpp<") < text.index(">Framtidstro<") < text.index(">Folkmängd<")
    text = page(client, reverse("indicators:list"), riktning="slow")
    assert ">Utsläpp</a>" in text
    assert ">Behöriga</a>" not in text
    assert client.get(reverse("indicators:list"), {"riktning": "uppåt"}).status_code == 400


def test_here_more_is_needed_orders_by_direction_then_level_then_fewest(client, county):
    text = page(client, reverse("overview:act"))
    assert text.index(">Behöriga</a>") < text.index(">Utsläpp</a>")
    assert "Inget pågående registrerat initiativ" in text
    assert "1 till föreslaget av redaktionen" in text
    assert "Tillit" in text
    assert "Ödköping" in text


@pytest.mark.parametrize(
    ("response", "said"),
    [
        ({"stance": "taken", "actor": "region"}, "Region Lill tar den"),
        ({"stance": "discussed", "text": "i skolrådet"}, "i skolrådet"),
        ({"stance": "declined", "text": "ligger utanför"}, "Vi avstår"),
    ],
)
def test_who_takes_it_is_the_latest_word(client, county, response, said):
    indicator = Indicator.objects.get(slug="behorighet")
    Response.objects.create(indicator=indicator, stance="nobody", said_on="2026-01-01")
    actor = Actor.objects.get(slug=response.pop("actor")) if "actor" in response else None
    Response.objects.create(indicator=indicator, said_on="2026-02-01", actor=actor, **response)
    text = page(client, reverse("overview:act"))
    assert said in text
    assert "1 februari 2026" in text


def test_what_an_organisation_has_said_is_counted_apart_from_suggestions(county):
    laslyft = Initiative.objects.get(slug="laslyft")
    said = snapshot(laslyft)
    said["contributions"] = [one | {"origin": "organisation"} for one in said["contributions"]]
    publish_content(said, initiative=laslyft, by=None)
    found = needs.list_needs(
        list(Indicator.objects.judged().for_list(Initiative.objects.first().kraftsamlingar.get().strategy.county))
    )
    [need] = [one for one in found if one.indicator.slug == "behorighet"]
    assert (need.effort.said, need.effort.suggested) == (1, 0)


def test_kraftsamling_goes_from_present_by_action_to_desired(client, county):
    text = page(client, reverse("overview:kraftsamling", args=["skola"]))
    for said in ("Nuläge", "Läslyftet i Åby", "Önskvärt läge", "Likvärdigt", "Ökade klyftor", "kvinnor 84,0"):
        assert said in text


def test_pages_before_any_county_is_loaded(client, db):
    assert "Inget län är inläst än" in page(client, "/")
    assert client.get("/agera/").status_code == 404
    assert page(client, "/initiativ/")
    assert page(client, "/indikatorer/")


def test_an_address_that_does_not_exist_offers_the_way_on(client, county):
    answer = client.get("/finns-inte/")
    assert answer.status_code == 404
    assert "Till översikten" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/agera/", "/indikatorer/", "/initiativ/", "/organisationer/", "/omvarld/", "/om/metod/"]
)
def test_english_is_complete_and_leads_back(client, county, path):
    text = page(client, f"/en{path}")
    assert '<html lang="en">' in text
    assert f'href="{path}" lang="sv"' in text


def test_strict_policy_without_unsafe_anything(client, county):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_nothing_stands_inline(client, county):
    import re

    for path in ("/", "/indikatorer/behorighet/", "/initiativ/laslyft/", "/konto/login/"):
        text = page(client, path)
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
        assert not re.search(r"\son[a-z]+=", text)
