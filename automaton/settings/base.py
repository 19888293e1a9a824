"""What every environment shares. Values that differ between installations come typed from ``automaton.env``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dj_database_url

from automaton import logs
from automaton.env import LogSettings, StoreSettings, WebSettings, load

_stores = load(StoreSettings)
_web = load(WebSettings)

SECRET_KEY = _web.secret_key
ALLOWED_HOSTS = _web.allowed_hosts
DEBUG = False
IS_DEVELOPMENT = False  # permits what would be careless in production, such as demo accounts with known passwords

ROOT_URLCONF = "automaton.urls"
WSGI_APPLICATION = "automaton.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "automaton.accounts",
    "workflows",
    "executions",
    "realtime",
]

# Each entry is paid on every request. Sessions and what follows serve the admin only; together they cost
# 0.04 ms of 0.5 ms, less than a second handler for the admin would cost a reader.
MIDDLEWARE = [
    "automaton.http.middleware.RequestContext",
    "automaton.http.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
if _web.cors_origins:
    INSTALLED_APPS.append("corsheaders")
    MIDDLEWARE.insert(1, "corsheaders.middleware.CorsMiddleware")
CORS_ALLOWED_ORIGINS = _web.cors_origins
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "if-match", "x-request-id"]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Retry-After", "X-Request-ID"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# One lasting connection per thread, so a server with T threads holds at most T. A pool was measured: 0.03 ms more
# a request, and a bound that the threads set already.
DATABASES: dict[str, Any] = {
    "default": {
        **dj_database_url.parse(
            _stores.database_url,
            engine="automaton.postgresql",
            conn_max_age=600,
            disable_server_side_cursors=True,
        ),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _stores.redis_cache_url,
        "KEY_PREFIX": "django",
    }
}
# What it carries may be lost; sockets find out by themselves (realtime.watching).
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": _stores.redis_cache_url, "health_check_interval": 30}], "prefix": "rt:"},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "automaton.http.problems.csrf_failure"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["automaton.accounts.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["automaton.accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],  # every operation names its permission itself: automaton.http.operations
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],  # bodies are read by automaton.http.bodies, into pydantic models
    "EXCEPTION_HANDLER": "automaton.http.problems.handle",
    "UNAUTHENTICATED_USER": None,
}

SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "ISSUER": "automaton",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "USER_ID_CLAIM": "sub",
}

STATIC_URL = "static/"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# What the admin's forms may send. The API has its own limit: automaton.http.conf.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = False
X_FRAME_OPTIONS = "DENY"

LOGGING_CONFIG = None
logs.configure(level=load(LogSettings).log_level)
