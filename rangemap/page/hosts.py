"""Who may be called: requests that name another host than this page's own are refused.

Streamlit refuses websockets so. A page elsewhere whose name is made to lead to this machine could
otherwise still ask for everything else.
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rangemap.page import streamlit_parts

_MISDIRECTED = 421  # RFC 9110, 15.5.20


class KnownHosts:
    """Hands on requests for the hosts of server.allowedHosts, and refuses all others."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request for another host; websockets are refused by Streamlit itself."""
        answer = self.app
        if scope["type"] == "http" and not _is_known(scope):
            answer = PlainTextResponse("This page is not at that address.\n", _MISDIRECTED)
        await answer(scope, receive, send)


def _is_known(scope: Scope) -> bool:
    hosts = Headers(scope=scope).getlist("host")
    return streamlit_parts.is_host_allowed(hosts[0] if len(hosts) == 1 else None)
