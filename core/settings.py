"""Settings from the environment (django-environ). Safe by default: what is not set is the strict choice."""

import os
from pathlib import Path

import environ

from core.sealing import key_made_of
from core.start.places import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or local_secret_key()
TESTING = "PYTEST_VERSION" in os.environ  # pytest sets it, for what it starts too
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
SHOW_NHS_LOGO = env.bool("SHOW_NHS_LOGO", default=False)
_SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "core",
    "consent",
    "involvement",
    "governance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PageHeaders",
    "core.middleware.Language",
    "core.middleware.EasyRead",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.HandedOver",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.AccessAndScope",
]

ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "core.easy_read.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.furniture",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- Database: DATABASE_URL names any PostgreSQL 15 to 18; without it, the embedded one is started.
_database_url = env("DATABASE_URL", default="")
if not _database_url:
    from core.embedded import database_url

    _database_url = database_url()
DATABASES = {"default": {**env.db_url_config(_database_url), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# ATOMIC_REQUESTS stays off: reads need no transaction, and actions are atomic.

# Counts of attempts, shared by all web processes (core.limits). Django keeps 300 entries unless told otherwise, and
# throws away a third of them for one more: whoever comes from many addresses would have their own count forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Signing in
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "core.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Service users sign in by a code in an email. Whoever types an address could have its owner sent codes, so few are.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/h/key", "confirm_login_code": "60/h/ip,6/10m/key"}
# How many reverse proxies stand in front, so that limits count the visitor's address and not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _SECURE else "http"
ACCOUNT_FORMS = {
    "login": "core.forms.accounts.SignInForm",
    "request_login_code": "core.forms.accounts.AskForCodeForm",
    "confirm_login_code": "core.forms.accounts.CodeForm",
    "reset_password": "core.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "core.forms.accounts.NewPasswordForm",
    "change_password": "core.forms.accounts.ChangePasswordForm",
    "set_password": "core.forms.accounts.SetPasswordForm",
    "reauthenticate": "core.forms.accounts.ReauthenticateForm",
}

# --- Cookies and headers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = list({BASE_URL, env("DISCREET_BASE_URL", default=BASE_URL)})
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Uploaded files: kept by every web process in one folder, which nothing serves but core.files
FILES_DIR = env("FILES_DIR", default=str(DATA_DIR / "files"))
FILES_MOST_BYTES = 10_000_000
FILE_UPLOAD_HANDLERS = [
    "core.files.StopAtTheLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Time and language
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
LANGUAGE_COOKIE_NAME = "language"
# Made of locale/ at installing (core.start.translations).
LOCALE_PATHS = [BASE_DIR / ".build" / "locale"]
# Examples that nobody has checked are for the demonstration alone (core.languages, consent.rules.wording).
UNCHECKED_TRANSLATIONS = DEBUG or TESTING
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"
FORMAT_MODULE_PATH = ["core.formats"]

# --- Static files: our own few, and what the front-end build put together
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".build" / "collected"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / ".build" / "static"]
STATICFILES_DIRS = [folder for folder in STATICFILES_DIRS if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING

# --- Messages to people: mail and text messages go to files unless a deployment says otherwise
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Alongside <alongside@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A neutral host and sender for messages, which name nothing that others should not read.
DISCREET_BASE_URL = env("DISCREET_BASE_URL", default=BASE_URL)
DISCREET_FROM = env("DISCREET_FROM", default=DEFAULT_FROM_EMAIL)
SMS_BACKEND = env("SMS_BACKEND", default="consent.sms.FileBackend")
SMS_FILE_PATH = DATA_DIR / "sms"
# GOV.UK Notify, with SMS_BACKEND=consent.sms.NotifyBackend. The token is what it signs in with at /callbacks/sms/.
NOTIFY_API_KEY = env("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_CALLBACK_TOKEN = env("NOTIFY_CALLBACK_TOKEN", default="")
NOTIFY_BASE_URL = "https://api.notifications.service.gov.uk"

# --- Drafts: the first key encrypts, all decrypt. `check --deploy` refuses a deployment without one.
DRAFT_KEYS = env.list("DRAFT_KEYS", default=[])
if not DRAFT_KEYS and (DEBUG or TESTING):
    DRAFT_KEYS = [key_made_of(SECRET_KEY)]

# --- Forms and history
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
PHONENUMBER_DEFAULT_REGION = "GB"
PHONENUMBER_DB_FORMAT = "E164"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = [
    # Password reset and sign-in read the user by e-mail without regard to case; the index is on lower(email).
    "auth.W004",
    "auth.E003",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_paths": {"()": "core.logs.WithoutPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_paths"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What Notify answers may repeat a number; our own line names the message by its key.
    "loggers": {"notifications_python_client": {"level": "CRITICAL"}},
}
