"""Every setting, read from the environment; a wrong or missing value says so at start.

Kept in the order of Django's own list of settings. See docs/architecture.md for what each deployment needs.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rus.accounts.directories import origin_of, read_providers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Core
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (the demo makes its own: ./dev demo).")
    SECRET_KEY = "demo-only-" + str(BASE_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "rus.accounts",
    "rus.history",
    "rus.places",
    "rus.strategy",
    "indicators",
    "initiatives",
    "rus.dialogue",
    "rus.search",
    "rus.overview",
    "rus.reports",
    "rus.county",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "import_export",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rus.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "rus.urls"
WSGI_APPLICATION = "rus.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rus.strategy.context.site",
            ],
            "builtins": [
                "rus.strategy.templatetags.text",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
            ],
        },
    }
]

# Database: SQLite beside the program, or PostgreSQL by DATABASE_URL.
# WAL and IMMEDIATE together keep concurrent writers from "database is locked"; ATOMIC_REQUESTS would make every page
# view take the write lock, so it stays off.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kraftsamla.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;"
            "PRAGMA temp_store=FILE;PRAGMA mmap_size=134217728;"
        ),
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://kraftsamla")}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "initiatives:tell"
ACCOUNT_SIGNUP_REDIRECT_URL = "initiatives:find_actor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "rus.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "rus.accounts.forms.SignupForm"
# By a code typed in the same window: a link would be followed by mail scanners, and opens in another browser.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
# The address is what memberships, invitations and letters lean on: one a person.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Kraftsamla: "
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# allauth limits tries per address; behind a proxy the address is the one the proxy adds last.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# A second factor is required of those who moderate; only the demo does without.
SECOND_FACTOR_REQUIRED = not DEMO
MFA_ADAPTER = "rus.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "rus.accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "rus.accounts.passkeys.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Kraftsamla"
# Passkeys need https, except on the machine one sits at.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

# The organisations' own directories (Entra ID or a municipality's own), by OpenID Connect
OIDC_PROVIDERS = read_providers(env.str("OIDC_PROVIDERS", default="[]"))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ADAPTER = "rus.accounts.adapter.DirectoryAdapter"
SOCIALACCOUNT_ONLY = False
# An address that the directory answers for signs in to the account that has it, and keeps the tie.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# E-mail
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kraftsamla <kraftsamla@localhost>")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# After so many days without a word, the lead is asked whether an initiative is as planned: twice a year.
CHECK_IN_DAYS = env.int("CHECK_IN_DAYS", default=182)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")

# Languages: Swedish at the root, English under /en/
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
# The second holds the Swedish of libraries that ship none.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_libraries"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# Static files: in the package, hashed and compressed
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Documents and pictures: in a folder that no web server serves; a view hands them out (initiatives.views.attaching).
MEDIA_ROOT = VAR_DIR / "filer"
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Signing in by a directory is a form that ends there.
        "form-action": [SELF, *sorted({origin_of(one["settings"]["server_url"]) for one in OIDC_PROVIDERS})],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Background work: Celery, out of the box on a folder, in production on Redis or RabbitMQ.
# A job's truth is its row in the database, so a lost message costs a minute's wait and never the work.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem://"):
    QUEUE_DIR = VAR_DIR / "queue"
    (QUEUE_DIR / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
# Else letters to the console would end in the worker's log, where its level hides them.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# The schedule is rows, made by migrations and changed in the admin.
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# Statistics: which hosts may be asked, and under which name we ask.
STATISTICS_HOSTS = env.list(
    "STATISTICS_HOSTS",
    default=[
        "api.kolada.se",
        "api.scb.se",
        "statistikdatabasen.scb.se",
        "fohm-app.folkhalsomyndigheten.se",
        "statistik.sjv.se",
        "statistik.tillvaxtanalys.se",
        "pxexternal.energimyndigheten.se",
    ],
)
# A developer's stand-in on loopback (./dev sources), asked instead of every source.
STATISTICS_STANDIN = env.str("STATISTICS_STANDIN", default="").rstrip("/")
STATISTICS_LOOPBACK = DEBUG or DEMO or bool(STATISTICS_STANDIN)
STATISTICS_USER_AGENT = f"Kraftsamla ({SITE_URL})"

# Spreadsheets in the admin
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True
IMPORT_EXPORT_SKIP_ADMIN_EXPORT_UI = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
