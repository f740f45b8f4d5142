"""An answer on its way from a source to the database: lines of JSON, a part a line, so that memory stays flat.

The same form is kept with a held run, gzipped, and lies in a bundle for servers without internet.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from indicators.sources.values import Value

PART = 5000


def write(values: Iterable[Value], file: IO[bytes]) -> int:
    """Write all values; returns how many there were."""
    count, rest = 0, iter(values)
    while part := list(islice(rest, PART)):
        file.write(json.dumps(part, separators=(",", ":")).encode() + b"\n")
        count += len(part)
    return count


def read(file: IO[bytes]) -> Iterator[Value]:
    for line in file:
        for one in json.loads(line):
            yield Value(*one)


def squeeze(file: IO[bytes]) -> bytes:
    file.seek(0)
    return gzip.compress(file.read(), 6)
