"""What guards every request: headers that tell browsers what a page may do, same origin for forms, a limit of size.

No page needs anything from elsewhere, so a policy of ``default-src 'self'`` holds for all of them. A form posted from
another site is refused by its Origin (or Referer): there are no cookies that could be stolen, but a console on this
machine must not be worked from a page on another.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenprint.exchange.carrier import EXCHANGE_PATH
from tenprint.exchange.envelope import BODY_BYTES_MAX

FORM_BYTES_MAX = 64 * 1024  # beside an uploaded card: the form's other fields and its boundaries
REQUEST_BYTES_MAX = BODY_BYTES_MAX + FORM_BYTES_MAX
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None = None) -> None:
        """Guard ``app``; ``hosts`` are the names by which it may be asked, None: any."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what must not come in; mark what goes out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _refusal(scope, headers, self._hosts)
        app = self._app if refusal is None else refusal
        await app(scope, _limited(receive), _marked(send, scope["path"]))


def _refusal(scope: Scope, headers: Headers, hosts: Collection[str] | None) -> PlainTextResponse | None:
    """The answer to a request that is not let in, or None."""
    if hosts is not None and urlsplit("//" + headers.get("host", "")).hostname not in hosts:
        return PlainTextResponse("this server is not known by that name\n", 421)
    if scope["method"] in SAFE_METHODS:
        return None
    announced = headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > REQUEST_BYTES_MAX:
        return PlainTextResponse(f"expected at most {REQUEST_BYTES_MAX} bytes\n", 413)
    if scope["path"] != EXCHANGE_PATH and not same_origin(headers):
        return PlainTextResponse(
            "this form was sent from another site; open it here and send it again\n", 403
        )
    return None


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of this very site, by its Origin or else its Referer."""
    sent_from = headers.get("origin") or headers.get("referer")
    return bool(sent_from) and urlsplit(sent_from or "").netloc == headers.get("host")


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that is longer than any card."""
    seen = 0

    async def limited() -> Message:
        """Pass a message on and count its bytes."""
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > REQUEST_BYTES_MAX:
            raise HTTPException(413, f"expected at most {REQUEST_BYTES_MAX} bytes")
        return message

    return limited


def _marked(send: Send, path: str) -> Send:
    """Add the security headers to a response."""

    async def marked(message: Message) -> None:
        """Pass a message on, its headers completed."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-cache" if path.startswith("/static/") else "no-store")
        await send(message)

    return marked
