"""As in production, with the bench's own addresses and no redirect to https."""

import os

os.environ["HTTPS"] = "0"
os.environ.setdefault("SECRET_KEY", "bench")

from rus.settings import *  # noqa: F403
from rus.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
