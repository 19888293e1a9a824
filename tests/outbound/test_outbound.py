"""What workflows can reach: the public internet and the allow-list, whatever the address is written like."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from automaton.outbound import AddressRefused, Allowance, client_for, is_reachable

INSIDE = (
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Redirects to whatever its query names, and says hello otherwise."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = self.path.partition("?to=")[2]
            self.send_response(302 if target else 200)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests print what they mean to."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def port_of(server: ThreadingHTTPServer) -> int:
    return server.server_address[1]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    assert not is_reachable(address, 80, [])


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_reached(address: str) -> None:
    assert is_reachable(address, 443, [])


def test_the_allow_list_opens_a_network_or_one_port_of_it() -> None:
    assert is_reachable("10.2.3.4", 5432, [Allowance("10.2.0.0/16")])
    assert not is_reachable("10.3.0.1", 5432, [Allowance("10.2.0.0/16")])
    assert is_reachable("127.0.0.1", 8099, [Allowance("127.0.0.1/32:8099")])
    assert not is_reachable("127.0.0.1", 8098, [Allowance("127.0.0.1/32:8099")])


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_loopback_gets_through(server: ThreadingHTTPServer, host: str) -> None:
    with client_for([]) as client, pytest.raises((AddressRefused, httpx.ConnectError, httpx.InvalidURL)):
        client.get(f"http://{host}:{port_of(server)}/")


def test_a_redirect_is_checked_like_any_other_address(server: ThreadingHTTPServer) -> None:
    with client_for([f"127.0.0.1/32:{port_of(server)}"]) as client:
        assert client.get(f"http://127.0.0.1:{port_of(server)}/").status_code == 200
        with pytest.raises(AddressRefused):
            client.get(f"http://127.0.0.1:{port_of(server)}/?to=http://127.0.0.1:1/", follow_redirects=True)


def test_a_proxy_in_the_environment_is_not_asked(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port_of(server)}")

    with client_for([]) as client, pytest.raises(AddressRefused):
        client.get("http://127.0.0.1:1/")
