"""Finds published things by words, each database by its own full text index.

PostgreSQL: `swedish` stems with the beginning of a word enough, and titles that are nearly the same where no word is
found. SQLite: FTS5 over trigrams, so that a word inside a compound is found too. Case does not matter; å, ä and ö are
letters of their own in both.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from rus.search.kinds import KINDS

WORD = re.compile(r"\w+")
LONGEST = 200
MOST_WORDS = 10
EACH = 5
MOST = 2_000  # rows that are ranked; a word that is everywhere says little anyway
SNIPPET = 180
TRIGRAM = 3


@dataclass(frozen=True)
class Hit:
    title: SafeString
    text: SafeString
    link: str


@dataclass(frozen=True)
class Group:
    """The best of a kind, of `total` found."""

    name: str
    kind: object
    total: int
    hits: list[Hit]


def search(text: str, only: str = "", each: int = EACH) -> list[Group]:
    """Published things that hold every word, grouped by kind in the kinds' order; of one kind where `only` names it."""
    words = [word.casefold() for word in WORD.findall(text)][:MOST_WORDS]
    if not words:
        return []
    find = _find_postgresql if connection.vendor == "postgresql" else _find_sqlite
    found: dict[str, tuple[int, list[int]]] = {}
    for kind, object_id, total in find(words, only, each):
        found.setdefault(kind, (total, []))[1].append(object_id)
    groups = []
    for name, kind in KINDS.items():
        if name not in found:
            continue
        total, keys = found[name]
        # The index only finds. Whether it may be shown is asked of the thing itself.
        public = {one.pk: one for one in kind.public().filter(pk__in=keys)}
        hits = [_hit(kind, public[pk], words) for pk in keys if pk in public]
        if hits:
            groups.append(Group(name, kind, max(total - (len(keys) - len(hits)), len(hits)), hits))
    return groups


RANKED = """
    SELECT kind, object_id, total FROM (
        SELECT kind, object_id, count(*) OVER (PARTITION BY kind) AS total,
               row_number() OVER (PARTITION BY kind ORDER BY score DESC, object_id DESC) AS place
        FROM ({found}) AS found
    ) AS ranked WHERE place <= %(each)s ORDER BY kind, place
"""
STEMMED = """
    SELECT kind, object_id, ts_rank(words, query) AS score
    FROM search_entry, to_tsquery('swedish', %(words)s) AS query
    WHERE words @@ query AND %(only)s IN (kind, '') LIMIT %(most)s
"""
SPELLED_ALIKE = """
    SELECT kind, object_id, word_similarity(%(words)s, lower(title)) AS score FROM search_entry
    WHERE %(words)s <%% lower(title) AND %(only)s IN (kind, '') LIMIT %(most)s
"""
HOLDING = """
    SELECT * FROM (
        SELECT kind, object_id, {score} AS score
        FROM search_words JOIN search_entry ON search_entry.id = search_words.rowid
        WHERE search_words MATCH %({words})s AND %(only)s IN (kind, '') LIMIT %(most)s
    )
"""
# The words in the title first. FTS5's own rank would read every text that holds them before it showed one.
EITHER = "SELECT kind, object_id, max(score) AS score FROM ({titles} UNION ALL {texts}) GROUP BY kind, object_id"
TRIGRAMS = EITHER.format(titles=HOLDING.format(score=1, words="titled"), texts=HOLDING.format(score=0, words="words"))
BEGINS = """
    SELECT kind, object_id, 0 AS score FROM search_entry
    WHERE (title LIKE %(words)s OR title LIKE %(capitalized)s) AND %(only)s IN (kind, '') LIMIT %(most)s
"""


def _ask(found: str, only: str, each: int, **values: str) -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(found=found), {**values, "only": only, "most": MOST, "each": each})
        return cursor.fetchall()


def _find_postgresql(words: list[str], only: str, each: int) -> list[tuple[str, int, int]]:
    rows = _ask(STEMMED, only, each, words=" & ".join(f"{word}:*" for word in words))
    # A typo leaves most of a word's trigrams in place.
    return rows or _ask(SPELLED_ALIKE, only, each, words=" ".join(words))


def _find_sqlite(words: list[str], only: str, each: int) -> list[tuple[str, int, int]]:
    long = [word for word in words if len(word) >= TRIGRAM]
    if not long:
        # Too short for a trigram: the beginning of a title.
        return _ask(BEGINS, only, each, words=f"{words[0]}%", capitalized=f"{words[0].capitalize()}%")
    all_of_them = " AND ".join(f'"{word}"' for word in long)
    return _ask(TRIGRAMS, only, each, words=all_of_them, titled=f"title : ({all_of_them})")


def _hit(kind, one, words: list[str]) -> Hit:  # type: ignore[no-untyped-def]
    title, text = kind.shown(one)
    return Hit(_mark(title, words), _mark(_around(text, words), words), kind.link(one))


def _is_meant(token: str, words: list[str]) -> bool:
    """Whether a word in a text is one of those searched for: holds it, or differs by an ending."""
    token = token.casefold()
    return any(word in token or (len(word) > 5 and token.startswith(word[:-2])) for word in words)


def _around(text: str, words: list[str]) -> str:
    """The part of a long text where the first match stands."""
    text = " ".join(text.split())
    if len(text) <= SNIPPET:
        return text
    first = next((match.start() for match in WORD.finditer(text) if _is_meant(match.group(), words)), 0)
    start = max(0, first - SNIPPET // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    part = text[start : start + SNIPPET].rsplit(" ", 1)[0]
    return ("… " if start else "") + part + (" …" if start + SNIPPET < len(text) else "")


def _mark(text: str, words: list[str]) -> SafeString:
    """The text, escaped, with the matching words marked."""
    parts, at = [], 0
    for match in WORD.finditer(text):
        if _is_meant(match.group(), words):
            parts += [escape(text[at : match.start()]), format_html("<mark>{}</mark>", match.group())]
            at = match.end()
    return mark_safe("".join([*parts, escape(text[at:])]))
