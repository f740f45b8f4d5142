"""Pages that look the same to everyone, kept until something that they show has changed.

Whatever is published, decided or worded leaves a row in the history, and whatever is judged anew a judgement: the
newest of each, with the day and the language, says which page it is. What a command loads shows within FIVE_MINUTES.
"""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from indicators.models import Assessment
from initiatives.models import Version
from rus.history.models import Change

FIVE_MINUTES = 300


def kept_for_everyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose answer depends on the address alone when nobody is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if _is_somebody(request) or request.method != "GET":
            return view(request, *args, **kwargs)
        etag = f'W/"{_stamp(request)}"'
        if request.headers.get("If-None-Match") == etag:
            return _validated(HttpResponseNotModified(), etag)
        key = f"page:{etag}"
        body = cache.get(key)
        if body is not None:
            return _validated(HttpResponse(body), etag)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            cache.set(key, response.content, FIVE_MINUTES)
            _validated(response, etag)
        return response

    return answer


def _is_somebody(request: HttpRequest) -> bool:
    """Signed in, or with a message to read; an htmx request gets a part of the page and not the page."""
    return bool({settings.SESSION_COOKIE_NAME, "messages"} & set(request.COOKIES)) or bool(request.htmx)


def newest() -> str:
    """Changes whenever something that the public reads has been published, decided, worded or judged anew."""
    changed, published = (Subquery(model.objects.order_by("-pk").values("pk")[:1]) for model in (Change, Version))
    judged = Assessment.objects.order_by("-pk").annotate(changed=changed, published=published)
    return repr(judged.values_list("pk", "changed", "published").first())


def _stamp(request: HttpRequest) -> str:
    told = (request.get_full_path(), get_language(), timezone.localdate(), settings.STATIC_URL, newest())
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _validated(response: HttpResponse, etag: str) -> HttpResponse:
    """The browser may keep it, and asks each time whether it still holds."""
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request", "Accept-Language"])
    return response
