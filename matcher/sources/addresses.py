"""Which machines may be called: only at public addresses, whatever the name service says of a host."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

import httpcore
import httpx

from matcher.errors import SourceError


def is_public(address: str) -> bool:
    """Say whether an IP address lies in the open internet, and not on this machine or in a network of its own.

    >>> is_public("195.121.1.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.8")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


class GuardedTransport(httpx.HTTPTransport):
    """A transport that connects to the very address that it has checked, so that a second look-up cannot lead elsewhere.

    `hosts`: a private address is called only if it stands here itself ("10.0.0.8"), or if the host is "localhost" and that stands here.
    """

    def __init__(self, hosts: frozenset[str]) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_CheckedBackend(hosts))


class _CheckedBackend(httpcore.NetworkBackend):
    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that may be called and answers. Raised if none may be called: SourceError."""
        failed: Exception | None = None
        for address in self._addresses(host, port):
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or SourceError("source_private_address", host=host)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
        local = host == "localhost" and host in self._hosts
        return [address for address in addresses if local or address in self._hosts or is_public(address)]
