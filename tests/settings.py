"""The project's settings with a fast hasher, tasks in the request, and mail, cache and files in memory."""

import os

os.environ.setdefault("SECRET_KEY", "tests")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ["HTTPS"] = "0"
# A test that forgets to replace a source meets a closed door, also on a machine with internet.
os.environ["HTTPS_PROXY"] = "http://127.0.0.1:9"

from rus.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CONTACT_EMAIL = "redaktionen@kraftsamla.example"
ACCOUNT_RATE_LIMITS = False
STATISTICS_STANDIN = ""
STATISTICS_LOOPBACK = False
