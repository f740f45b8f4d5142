"""The three sentences on top of the overview: proposed from data, worded by coordinators, never standing on an old figure."""

import pytest
from django.core.cache import cache

from indicators.models import Assessment, Indicator
from rus.overview.models import Headline
from rus.strategy.models import Strategy

pytestmark = pytest.mark.django_db
PATH = "/admin/meningarna/"
OWN = {"kind": "behind", "act": "approve", "text_sv": "Allt färre blir behöriga.", "text_en": "Fewer are eligible."}


def text_of(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_data_proposes_and_a_coordinator_finds_better_words(client, county, sara):
    assert "Behöriga går åt fel håll: " in text_of(client)
    client.force_login(sara)
    assert "Behöriga går åt fel håll: " in text_of(client, PATH)
    assert "Meningen står på översikten." in client.post(PATH, OWN, follow=True).content.decode()
    client.logout()
    assert "Allt färre blir behöriga." in text_of(client)
    assert "Fewer are eligible." in text_of(client, "/en/")
    assert "Behöriga går åt fel håll: " not in text_of(client)


def test_when_the_figure_changes_the_sentence_gives_way_and_the_coordinator_sees_it(client, county, sara):
    client.force_login(sara)
    client.post(PATH, OWN)
    judged = Assessment.objects.get(indicator__slug="behorighet", geography=Strategy.objects.get().county)
    judged.delete()
    judged.pk, judged.value = judged.pk or None, 70.0
    judged.save(force_insert=True)
    text = text_of(client)
    assert "Allt färre" not in text
    assert "Behöriga går åt fel håll: 70" in text
    assert "Siffran har ändrats sedan dess" in text_of(client, PATH)
    client.post(PATH, OWN)
    assert "Allt färre" in text_of(client)


def test_back_to_the_data_s_own(client, county, sara):
    client.force_login(sara)
    client.post(PATH, OWN)
    client.post(PATH, {"kind": "behind", "act": "drop"})
    assert not Headline.objects.exists()
    assert "Behöriga går åt fel håll: " in text_of(client)


@pytest.mark.parametrize("said", [{**OWN, "text_sv": ""}, {**OWN, "text_sv": "x" * 201}, {**OWN, "kind": "påhittad"},
                                  {**OWN, "act": "annat"}])  # fmt: skip
def test_an_empty_or_endless_sentence_is_not_kept(client, county, sara, said):
    client.force_login(sara)
    assert client.post(PATH, said).status_code == 200
    assert not Headline.objects.exists()


def test_only_coordinators_word_it(client, county, anna):
    client.force_login(anna)
    client.post(PATH, OWN)
    assert not Headline.objects.exists()


def test_a_municipality_s_page_has_the_data_s_sentences(client, county, sara):
    client.force_login(sara)
    client.post(PATH, OWN)
    assert "Allt färre" not in client.get("/", {"kommun": "9801"}).content.decode()


def test_pinned_indicators_are_the_telling_ones(client, county):
    pinned = Indicator.objects.exclude(slug="behorighet").filter(kraftsamling__slug="skola").exclude(desired="").first()
    assert f">{pinned.name}</a><br>" not in text_of(client)
    Indicator.objects.filter(pk=pinned.pk).update(is_pinned=True)
    cache.clear()  # written past the history
    assert f">{pinned.name}</a><br>" in text_of(client)
