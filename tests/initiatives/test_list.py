import pytest
from django.urls import reverse

from initiatives.models import Initiative
from initiatives.moderation import publish_content


def titles(page):
    return [
        title for title in ("Läslyftet i Åby", "Elbussar överallt", "Något okänt") if title in page.content.decode()
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Läslyftet i Åby", "Elbussar överallt", "Något okänt"]),
        ({"q": "ÅBY"}, ["Läslyftet i Åby"]),
        ({"q": "diesel bussar"}, []),
        ({"q": "bussar överallt"}, ["Elbussar överallt"]),
        ({"kraftsamling": "klimat"}, ["Elbussar överallt"]),
        ({"perspektiv": "nytt"}, ["Läslyftet i Åby"]),
        ({"fas": "unknown"}, ["Något okänt"]),
        ({"organisation": "skolverk"}, ["Läslyftet i Åby"]),
        ({"kommun": "9801"}, ["Läslyftet i Åby"]),
        ({"kommun": "9802"}, []),
        ({"kraftsamling": "skola", "fas": "ongoing"}, ["Läslyftet i Åby"]),
        ({"sida": "99"}, ["Läslyftet i Åby", "Elbussar överallt", "Något okänt"]),
    ],
)
def test_filters_stand_in_the_address(client, county, filters, expected):
    assert titles(client.get(reverse("initiatives:list"), filters)) == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"kraftsamling": "finns-inte"},
        {"fas": "igång"},
        {"kommun": "0000"},
        {"organisation": "ingen"},
        {"sida": "-1"},
        {"sida": "x"},
        {"q": "x" * 201},
        {"q": "a\0b"},
        {"perspektiv": "'; drop table"},
    ],
)
def test_nonsense_in_a_filter_gives_a_page_that_says_so(client, county, filters):
    answer = client.get(reverse("initiatives:list"), filters)
    assert answer.status_code == 400
    assert "Adressen ber om ett filter som inte finns." in answer.content.decode()


def test_htmx_gets_the_list_alone(client, county):
    answer = client.get(reverse("initiatives:list"), {"q": "åby"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'data-status="1 initiativ"' in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_as_many_queries_for_three_as_for_thirty(client, county, django_assert_num_queries):
    def count():
        with django_assert_num_queries(6):
            client.get(reverse("initiatives:list"))

    count()
    for number in range(30):
        publish_content(
            {"title": f"Initiativ {number}", "kraftsamlingar": ["skola"], "municipalities": ["9801"]}, by=None
        )
    count()


def test_initiative_page_in_ten_queries(client, county, django_assert_num_queries):
    address = Initiative.objects.get(slug="laslyft").get_absolute_url()
    with django_assert_num_queries(10):
        page = client.get(address).content.decode()
    for said in (
        "augusti 2023–2026",
        "Åby",
        "länets kommuner",
        "100\N{NO-BREAK SPACE}000 kronor",
        "sökt belopp",
        "föreslaget av redaktionen",
    ):
        assert said in page
    assert 'class="span span-own"' in page


def test_unknown_is_shown_as_unknown(client, county):
    page = client.get(Initiative.objects.get(slug="okand").get_absolute_url()).content.decode()
    assert page.count("Okänt") >= 4


def test_too_early_to_see_is_said(client, county):
    page = client.get(Initiative.objects.get(slug="laslyft").get_absolute_url()).content.decode()
    assert "För tidigt att se" in page
    page = client.get(Initiative.objects.get(slug="elbuss").get_absolute_url()).content.decode()
    assert "För tidigt att se" not in page


def test_published_versions_are_public_without_names(client, county, sara):
    initiative = Initiative.objects.get(slug="laslyft")
    publish_content(initiative.versions.get().content | {"title": "Läslyftet"}, by=sara, initiative=initiative)
    page = client.get(reverse("initiatives:versions", args=["laslyft"])).content.decode()
    assert "Version 2" in page
    assert "<del>" in page
    assert "Sara" not in page
