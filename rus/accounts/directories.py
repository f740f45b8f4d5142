"""The organisations' own directories that people may sign in by: read from the environment, checked at start."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "server_url", "client_id", "secret", "domains"}


def read_providers(text: str) -> list[dict[str, Any]]:
    """OIDC_PROVIDERS, a JSON list of {id, name, server_url, client_id, secret, domains}, as allauth's apps.

    `domains` are those whose e-mail addresses the directory answers for: only they sign in without a code by e-mail.
    """
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS is not JSON: {error}.") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImproperlyConfigured("OIDC_PROVIDERS must be a JSON list of objects.")
    return [_app(row) for row in rows]


def _app(row: dict[str, Any]) -> dict[str, Any]:
    missing = sorted(NEEDED - set(row))
    if missing:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {row.get('id', 'a provider')} lacks {', '.join(missing)}.")
    if not isinstance(row["domains"], list):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: domains of {row['id']} must be a list.")
    domains = [domain.lower().lstrip("@") for domain in row["domains"]]
    return {
        "provider": "openid_connect",
        "provider_id": row["id"],
        "name": row["name"],
        "client_id": row["client_id"],
        "secret": row["secret"],
        "settings": {"server_url": row["server_url"], "verified_email": domains, "email_authentication": True},
    }


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
