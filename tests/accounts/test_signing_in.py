import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.conftest import PASSWORD


def test_signing_in_leads_to_telling(client, berit):
    answer = client.post(reverse("account_login"), {"login": "BERIT@lill.example", "password": PASSWORD})
    assert answer.url == reverse("initiatives:tell")


def test_a_wrong_password_says_so_and_keeps_the_address(client, berit):
    page = client.post(reverse("account_login"), {"login": berit.email, "password": "fel"}).content.decode()
    assert 'class="problems"' in page
    assert berit.email in page


def test_after_signing_in_one_is_where_one_was_going(client, berit):
    answer = client.get(reverse("initiatives:new"))
    answer = client.post(answer.url, {"login": berit.email, "password": PASSWORD})
    assert answer.url == reverse("initiatives:new")


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, berit):
    client.post(reverse("account_reset_password"), {"email": berit.email})
    [letter] = mail.outbox
    path = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    form = client.get(path, follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "ett-nytt-ord-9", "password2": "ett-nytt-ord-9"}, follow=True
    )
    assert "Lösenordet är bytt" in done.content.decode()
    client.logout()
    assert client.login(email=berit.email, password="ett-nytt-ord-9")
    client.logout()
    assert "Länken har använts eller är för gammal." in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("email", ["berit@lill.example", "ingen@lill.example"])
def test_known_and_unknown_addresses_get_the_same_answer(client, berit, email):
    answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    assert "Om det finns ett konto med den adressen är en länk på väg." in answer.content.decode()
