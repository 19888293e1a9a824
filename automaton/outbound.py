"""The one HTTP client that leaves the installation on behalf of workflows.

It connects only to addresses that are public, or on the installation's allow-list. The check is made on the
address that is then connected to, for every connection and every redirect, so a name that resolves differently
the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import httpcore
import httpx
from pydantic import Field

from automaton.env import Settings, load


class OutboundSettings(Settings):
    """What workflows may reach beyond the public internet."""

    outbound_allow: list[str] = Field(
        default=[],
        description='Private networks and ports that workflows may reach: ["10.2.0.0/16", "127.0.0.1/32:8099"].',
    )


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host resolves only to addresses that workflows must not reach."""


class Allowance:
    """One entry of the allow-list: a network, and a port or any."""

    def __init__(self, text: str) -> None:
        network, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
        self.network = ipaddress.ip_network(network)
        self.port = int(port) if port else None

    def covers(self, address: Address, port: int) -> bool:
        return address in self.network and self.port in (None, port)


def is_reachable(address_text: str, port: int, allowances: Iterable[Allowance]) -> bool:
    """Whether workflows may connect to that literal address."""
    address = _unwrapped(ipaddress.ip_address(address_text))
    if any(allowance.covers(address, port) for allowance in allowances):
        return True
    return address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, if it is one of the kinds that wrap one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _CheckedBackend(httpcore.SyncBackend):
    """Resolves a host itself and connects to an address that was checked."""

    def __init__(self, allowances: list[Allowance]) -> None:
        self._allowances = allowances

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
        reachable = [address for address in addresses if is_reachable(address, port, self._allowances)]
        if not reachable:
            raise AddressRefused(f"{host} is an address inside the installation ({', '.join(addresses)})")
        return super().connect_tcp(reachable[0], port, *args, **kwargs)

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise AddressRefused(f"{path} is a socket of this machine")


@cache
def client() -> httpx.Client:
    """One client per process, shared by its threads. Redirects and cookies are the caller's business."""
    return client_for(load(OutboundSettings).outbound_allow)


def client_for(allowed: Iterable[str]) -> httpx.Client:
    """A client that reaches the public internet and what ``allowed`` lists."""
    allowances = [Allowance(text) for text in allowed]
    transport = httpx.HTTPTransport(verify=_tls(), limits=_LIMITS, trust_env=False)
    # httpx has no public way to set the network backend; the pool it builds takes one.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_tls(),
        max_connections=_LIMITS.max_connections,
        max_keepalive_connections=_LIMITS.max_keepalive_connections,
        keepalive_expiry=_LIMITS.keepalive_expiry,
        network_backend=_CheckedBackend(allowances),
    )
    return httpx.Client(transport=transport, trust_env=False, follow_redirects=False, headers=_HEADERS)


_HEADERS: Mapping[str, str] = {"User-Agent": "automaton"}
_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=20)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
