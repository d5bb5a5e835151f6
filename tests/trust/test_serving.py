"""The page as a server: who may speak to it, who sees what, what it says when things fail."""

import asyncio
import contextlib
import http.client

import load
import pytest
import websockets

from rangemap.page.hosts import KnownHosts

TRACES = ("Traceback", 'File "', ".py", "site-packages")


@pytest.fixture
def talk(server, run):
    """Runs visits at once, each a coroutine function of a session; gives what they return."""

    async def one(visit):
        async with load.connected(server) as session:
            return await visit(session)

    async def every(visits):
        return await asyncio.gather(*(one(visit) for visit in visits))

    return lambda *visits: run(every(visits))


def test_sessions_never_see_each_others_points(talk):
    def visitor(number):
        async def visit(session):
            session.query = f"origin=point:5{number % 3}.5,3{number}.5,visitor {number}"
            await session.rerun()
            for step in range(2):
                moved = session.map_event(kind="drag", index=0, lat=50 + step / 10, lon=34 + number)
                await session.rerun(moved)
            return number, session

        return visit

    for number, session in talk(*(visitor(number) for number in range(1, 5))):
        seen = {other for other in range(1, 5) if f"visitor {other}" in session.everything}
        assert seen == {number}


@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("127.0.0.1", "http://127.0.0.1", True),
        ("localhost", "http://localhost", True),
        ("maps.example.org", "http://maps.example.org", True),
        ("rebound.example", "http://rebound.example", False),  # a name made to lead to 127.0.0.1
        ("127.0.0.1", "https://elsewhere.example", False),  # a page elsewhere that calls in
    ],
)
def test_only_pages_of_its_own_names_may_speak_to_it(server, run, host, origin, welcome):
    port = int(server.rpartition(":")[2])

    async def knock():
        try:
            async with websockets.connect(
                f"ws://{host}/_stcore/stream",
                host="127.0.0.1",
                port=port,
                origin=origin,
                subprotocols=["streamlit"],
            ):
                return 101
        except websockets.InvalidStatus as refused:
            return refused.response.status_code

    assert run(knock()) == (101 if welcome else 403)


@pytest.mark.parametrize(
    ("host", "origin", "is_handed_on"),
    [
        ("127.0.0.1:8501", None, True),
        ("127.0.0.1:8501", "http://127.0.0.1:8501", True),
        ("127.0.0.1:8501", "http://localhost:8501", True),
        ("maps.example.org", "https://maps.example.org", True),
        ("maps.example.org", "https://evil.example", False),
        ("127.0.0.1:8501", "https://127.0.0.1.evil.example", False),
        ("127.0.0.1:8501", "null", False),
        ("127.0.0.1:8501", "file://", False),
        ("127.0.0.1:8501", "http://[", False),
    ],
)
def test_a_websocket_from_another_page_never_reaches_streamlit(run, host, origin, is_handed_on):
    """Streamlit would refuse it too, after asking addresses on the internet for this machine's."""
    handed_on, sent = [], []

    async def app(scope, _receive, _send):
        handed_on.append(scope)

    async def send(message):
        sent.append(message["type"])

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    run(KnownHosts(app)({"type": "websocket", "headers": headers}, None, send))
    assert (bool(handed_on), sent) == (is_handed_on, [] if is_handed_on else ["websocket.close"])


ROUTES = [
    "/",
    "/first/light",
    "/ground",
    "/details",
    "/picture.png",
    "/favicon.png",
    "/app/static/map.js",
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/static/none.js",
    "/none",
]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a@localhost"])
def test_requests_under_another_name_are_refused_whatever_they_ask_for(server, path, host):
    assert status(server, path, host) in {400, 421}


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost", "[::1]", "maps.example.org:443"])
def test_requests_under_its_own_names_are_answered(server, host):
    host = host.format(port=server.rpartition(":")[2])
    assert status(server, "/_stcore/health", host) == 200
    assert status(server, "/", host) == 200


def status(address, path, host):
    """The status of the answer to a request under that name."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=600)
    with contextlib.closing(connection):
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        return connection.getresponse().status


HOSTILE_EVENTS = [
    {"kind": "click", "lat": 1e308, "lon": -1e308},
    {"kind": "click", "lat": "51", "lon": None},
    {"kind": "click", "lat": float("nan"), "lon": float("inf")},
    {"kind": "drag", "index": 10**30, "lat": 51.0, "lon": 34.0},
    {"kind": "drag", "index": -1, "lat": 51.0, "lon": 34.0},
    {"kind": "drag", "index": True, "lat": True, "lon": False},
    {"kind": ["click"], "lat": {}, "lon": []},
    {"kind": "stretch", "start": float("nan"), "end": -1},
    {"kind": "click", "number": -(10**30), "lat": 51.0, "lon": 34.0},
    {"kind": "click", "number": "1", "lat": 51.0, "lon": 34.0},
    {},
]


def test_hostile_events_of_the_map_leave_the_page_alive(talk):
    async def visit(session):
        await session.rerun()
        for event in HOSTILE_EVENTS:
            await session.rerun(session.map_event(**event))
            assert not any(each in session.everything for each in TRACES)
        await session.rerun(session.map_event(kind="click", lat=50.5, lon=35.0))
        return session.scene

    (scene,) = talk(visit)
    assert "50.5" in scene


async def said_until_closed(session):
    async for said in session.socket:
        assert not any(each.encode() in said for each in TRACES)


def test_what_is_no_message_ends_that_session_only(talk):
    async def visit(session):
        await session.rerun()
        await session.socket.send(b"\xff" * 1000)
        with pytest.raises(websockets.ConnectionClosedError, match="1002"):
            await said_until_closed(session)

    async def other(session):
        await session.rerun()
        return session.scene

    assert talk(visit, other)[1]
    assert talk(other)[0]


def test_a_message_that_is_too_large_is_refused(talk):
    async def visit(session):
        await session.rerun()
        await session.socket.send(b"\0" * 4_000_000)
        await session.socket.wait_closed()
        return session.socket.close_code

    assert talk(visit) == [1009]


LINKS = [
    "origin=point:134,34.7,",
    "origin=point:51,34.7,&weapon=%F0%9F%92%A5",
    "origin=geojson:{};x",
    "origin=geojson:" + "[" * 3000 + ";",
    "before=" + "before%3D" * 50,
    "origin=point:51,34.7," + "A" * 100_000,
    "lang=xx&origin=border:RU",
]


def test_hostile_links_get_a_notice_and_a_ready_scenario(talk):
    async def visit(session):
        for link in LINKS:
            session.query = link
            await session.rerun()
            assert "This link cannot be opened" in session.everything, link
            assert not any(each in session.everything for each in TRACES)
        session.query = "%ED%A0%80=%00"  # none of its parts: what others add is left out
        await session.rerun()
        assert "This link cannot be opened" not in session.everything
        assert not any(each in session.everything for each in TRACES)

    talk(visit)
