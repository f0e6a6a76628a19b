"""Security headers on every response, whoever wrote it. Pure: an ASGI wrapper."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

__all__ = ["EMBEDDABLE", "HEADERS", "App", "Message", "guarded"]

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

# Nothing is loaded from elsewhere, nothing is written into a page. What needs more names it here.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Pictures of charts and whole files may be shown and read from anywhere.
_SHARED = HEADERS | {"cross-origin-resource-policy": "cross-origin"}
_PICTURE = _SHARED | {
    "content-security-policy": HEADERS["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
}
del _PICTURE["x-frame-options"]
EMBEDDABLE = re.compile(r"^(?:/uk)?/charts/[^/]+\.(?:svg|png)$")
_FILES = re.compile(r"^(?:/uk)?/(?:exports/|data/|wartally\.db$|charts/)")
_NAMES = {name.encode() for name in HEADERS}


def guarded(app: App) -> App:
    """`app` with the security headers on every response, in place of any of the same name."""

    async def wrapped(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        ours = _raw(_headers_for(str(scope.get("path", ""))))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with(message.get("headers", ()), ours)}
            await send(message)

        await app(scope, receive, send_guarded)

    return wrapped


def _headers_for(path: str) -> dict[str, str]:
    if EMBEDDABLE.match(path):
        return _PICTURE
    return _SHARED if _FILES.match(path) else HEADERS


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _with(
    theirs: Iterable[tuple[bytes, bytes]], ours: list[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in theirs if name.lower() not in _NAMES] + ours
