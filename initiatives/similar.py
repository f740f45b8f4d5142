"""Finds initiatives that resemble what somebody is typing, with the same answer in both databases."""

import re
from difflib import SequenceMatcher

from django.db.models import Q

from initiatives.models import Initiative

WORD = re.compile(r"\w+")
SHORTEST = 4
STEM = 6
CANDIDATES = 60
LIKE_ENOUGH = 0.45
COMMON = frozenset({"eller", "från", "genom", "inom", "länet", "läns", "mellan", "örebro", "projekt", "under", "utan"})


def words_of(text: str) -> list[str]:
    """The words that carry meaning, cut to a stem so that Swedish endings do not matter."""
    found = (word for word in WORD.findall(text.casefold()) if len(word) >= SHORTEST and word not in COMMON)
    return list(dict.fromkeys(word[:STEM] for word in found))


def similar_to(text: str, limit: int = 4) -> list[Initiative]:
    """Published initiatives most like `text`, best first: shared words, and titles that are nearly the same."""
    words = words_of(text)[:8]
    if not words:
        return []
    # A typo in the middle of a word leaves its beginning: three letters find the candidates, likeness decides.
    hits = Q()
    for word in words:
        hits |= Q(search_text__contains=word) | Q(search_text__contains=word[:4])
    candidates = Initiative.objects.published().filter(hits).only("pk", "title", "slug", "search_text")
    scored = [(_likeness(text, words, one), one) for one in candidates[:CANDIDATES]]
    best = sorted((pair for pair in scored if pair[0] >= LIKE_ENOUGH), key=lambda pair: -pair[0])[:limit]
    found = {one.pk: one for one in Initiative.objects.filter(pk__in=[one.pk for _score, one in best]).for_list()}
    return [found[one.pk] for _score, one in best]


def _likeness(text: str, words: list[str], initiative: Initiative) -> float:
    title = initiative.title.casefold()
    in_title = sum(word in title for word in words) / len(words)
    anywhere = sum(word in initiative.search_text for word in words) / len(words)
    spelled = SequenceMatcher(None, text.casefold(), title).ratio()
    return max(0.7 * in_title + 0.3 * anywhere, spelled)
