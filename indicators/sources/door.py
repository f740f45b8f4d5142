"""The one door to sources on the internet.

Only hosts on the allow-list and https (plain http on loopback, for the stand-in that developers run); no redirects,
since they could lead past the list; a time limit on every step and a size limit on what comes back; retries with
growing pauses that heed `Retry-After`. Proxy and certificate authority come from the environment: HTTPS_PROXY,
NO_PROXY, SSL_CERT_FILE.
"""

import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
import stamina
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_noop

from indicators.sources.errors import SourceRejected, SourceUnavailable

TIMEOUT = httpx.Timeout(connect=10, read=30, write=30, pool=10)
MAX_BYTES = 100 * 1024 * 1024
LONGEST_PAUSE = 60.0
# 403 is what SCB's older interface answers when its call limit is passed.
MAY_PASS = frozenset({403, 408, 425, 429, 500, 502, 503, 504})


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_address(url: str) -> None:
    """SourceRejected unless the address may be asked."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and is_loopback(host) and settings.STATISTICS_LOOPBACK:
        return
    if parts.scheme != "https":
        raise SourceRejected(gettext_noop("%(address)s does not begin with https://, so it is not asked."), address=url)
    if host not in settings.STATISTICS_HOSTS:
        raise SourceRejected(
            gettext_noop("%(host)s is not on the list of allowed hosts. An operator can add it to STATISTICS_HOSTS."),
            host=host or url,
        )


def check_address(url: str) -> None:
    """The same as a validator for a form field."""
    try:
        refuse_address(url)
    except SourceRejected as refused:
        raise ValidationError(str(refused)) from None


class Door:
    """Asks for JSON. `wait_for_turn` is called before each call; `heard` after each answer, with its bytes."""

    def __init__(
        self,
        wait_for_turn: Callable[[], None] = lambda: None,
        heard: Callable[[int], None] = lambda size: None,
        attempts: int = 4,
    ):
        self.wait_for_turn, self.heard, self.attempts = wait_for_turn, heard, attempts

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        return self._ask("GET", url, params=params)

    def post(self, url: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        return self._ask("POST", url, params=params, json=body)

    def _ask(self, method: str, url: str, **how: Any) -> Any:
        refuse_address(url)
        for attempt in stamina.retry_context(
            on=_pause_for, attempts=self.attempts, timeout=None, wait_initial=1.0, wait_max=LONGEST_PAUSE
        ):
            with attempt:
                self.wait_for_turn()
                body = _read(method, url, **how)
                self.heard(len(body))
                return _parse(body, url)
        raise AssertionError("retry_context returns or raises")


def _pause_for(error: Exception) -> bool | float:
    """Whether to try again, and after how many seconds where the source has said it."""
    if not isinstance(error, SourceUnavailable):
        return False
    return True if error.retry_after is None else min(error.retry_after, LONGEST_PAUSE)


def _read(method: str, url: str, **how: Any) -> bytes:
    host = urlsplit(url).hostname
    try:
        with (
            httpx.Client(timeout=TIMEOUT, headers={"User-Agent": settings.STATISTICS_USER_AGENT}) as client,
            client.stream(method, url, **how) as response,
        ):
            _check_status(response, url)
            _check_size(int(response.headers.get("Content-Length") or 0), url)
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                _check_size(len(body), url)
            return bytes(body)
    except httpx.TimeoutException:
        raise SourceUnavailable(gettext_noop("%(host)s did not answer in time."), host=host) from None
    except httpx.TransportError as error:
        raise SourceUnavailable(
            gettext_noop("%(host)s could not be reached, or cut the answer off (%(error)s)."),
            host=host,
            error=str(error) or type(error).__name__,
        ) from None
    except httpx.DecodingError:
        raise SourceUnavailable(gettext_noop("The answer from %(host)s could not be read."), host=host) from None


def _check_status(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if status in MAY_PASS:
        raise SourceUnavailable(
            gettext_noop("%(host)s is busy or down just now (it answered %(status)s)."),
            retry_after=_retry_after(response.headers.get("Retry-After", "")),
            host=response.url.host,
            status=status,
        )
    if status == 404:
        raise SourceRejected(gettext_noop("There is nothing at %(address)s."), address=url)
    if status != 200:
        raise SourceRejected(
            gettext_noop("%(address)s answered %(status)s, so the question or the address is wrong."),
            address=url,
            status=status,
        )


def _retry_after(text: str) -> float | None:
    """Seconds, or a date in HTTP's form; None where it says nothing that can be read."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - timezone.now()).total_seconds())
    except (ValueError, TypeError):
        return None


def _check_size(size: int, url: str) -> None:
    if size > MAX_BYTES:
        raise SourceRejected(
            gettext_noop("The answer from %(host)s is larger than %(limit)s MB, so it was not read. Select less."),
            host=urlsplit(url).hostname,
            limit=MAX_BYTES // 1024 // 1024,
        )


def _parse(body: bytes, url: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise SourceUnavailable(
            gettext_noop("%(host)s answered something that is not JSON."), host=urlsplit(url).hostname
        ) from None
