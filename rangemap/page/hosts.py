"""Who may be called, and by whom: requests for another host, and from another page, are refused.

Streamlit refuses websockets for other hosts itself, and those from other pages too; but of these it
first asks two addresses on the internet what this machine is called there. A page elsewhere whose
name is made to lead to this machine could otherwise still ask for everything else.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from rangemap.page import streamlit_parts

_MISDIRECTED = 421  # RFC 9110, 15.5.20
_POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1
_THIS_MACHINE = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104  as Streamlit lets them in


class KnownHosts:
    """Hands on requests for the hosts of server.allowedHosts, and refuses all others.

    Websockets are handed on where they come from a page of the host they ask for, of this machine,
    or from no page.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request for another host, and a websocket from another page."""
        answer = self.app
        if scope["type"] == "http" and not _is_known(scope):
            answer = PlainTextResponse("This page is not at that address.\n", _MISDIRECTED)
        if scope["type"] == "websocket" and not _is_from_own_page(scope):
            answer = WebSocketClose(_POLICY_VIOLATION)
        await answer(scope, receive, send)


def _is_known(scope: Scope) -> bool:
    hosts = Headers(scope=scope).getlist("host")
    return streamlit_parts.is_host_allowed(hosts[0] if len(hosts) == 1 else None)


def _is_from_own_page(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    return page.netloc == headers.get("host") or page.hostname in _THIS_MACHINE
