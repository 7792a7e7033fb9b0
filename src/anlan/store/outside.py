"""Who may be spoken to: hosts outside, and inside only those of networks that were allowed.

Whatever Anlan is told to connect to (a webhook, a portal, a database) may be named by somebody who
doesn't run the machine. A name is looked up once, every address it has is checked, and the very
address that was checked is the one connected to: a name that changes its address meanwhile (DNS
rebinding) gains nothing. Server-side request forgery; OWASP API7:2023.
"""

import ipaddress
import socket
from collections.abc import Iterable, Iterator

import httpx

from anlan.model.errors import AnlanError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 addresses that a gateway turns into the IPv4 address in their last four bytes; RFC 6052.
_GATEWAY = ipaddress.IPv6Network("64:ff9b::/96")


class InsideError(AnlanError):
    """A host isn't known, or is inside, where nobody allowed to go."""

    def __init__(self, reason: str, *, unknown: bool = False) -> None:
        super().__init__("error.store.refused", reason=reason)
        self.reason = reason
        self.unknown = unknown


class PlainError(AnlanError):
    """A host outside would be asked without TLS."""

    def __init__(self, host: str) -> None:
        super().__init__(
            "error.store.refused", reason=f"{host} is outside and must be asked by TLS"
        )


def permitted(host: str, port: int, allowed: Iterable[Network] = ()) -> str:
    """Return the IP address to connect to: the very one that was checked, not looked up again.

    Raises:
        InsideError: the host isn't known, or any of its addresses is inside (private, loopback,
            link-local, multicast or reserved) and in no network of ``allowed``.
    """
    networks = tuple(allowed)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InsideError(f"{host}: no such host", unknown=True) from error
    addresses = [str(entry[4][0]) for entry in found]
    for text in addresses:
        for ip in _faces(ipaddress.ip_address(text.partition("%")[0])):
            if is_inside(ip) and not any(ip in network for network in networks):
                raise InsideError(f"{host} is {ip}, inside; allow its network to reach it")
    return addresses[0]


def is_inside(ip: Address) -> bool:
    """Return whether an address belongs to nobody outside.

    >>> is_inside(ipaddress.ip_address("169.254.169.254"))  # the metadata of a cloud machine
    True
    """
    return not ip.is_global or ip.is_multicast


def _faces(ip: Address) -> Iterator[Address]:
    """Yield the address, or what an IPv6 address that stands for an IPv4 one leads to."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
        return
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and ip in _GATEWAY:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.ipv4_mapped is None:
        yield ip
    if inner is not None:
        yield inner


class CheckedTransport(httpx.BaseTransport):
    """Sends requests to checked addresses only, under the name that was asked for.

    The certificate is still checked against the name; the Host header stays as it was. With
    ``tls`` hosts outside are spoken to by https only.
    """

    def __init__(self, allowed: Iterable[Network] = (), *, tls: bool = False) -> None:
        self._allowed = tuple(allowed)
        self._tls = tls
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request.

        Raises:
            InsideError: its host isn't known, or inside and not allowed.
            PlainError: http to a host outside, where TLS was asked for.
        """
        name, secure = request.url.host, request.url.scheme == "https"
        port = request.url.port or (443 if secure else 80)
        target = permitted(name, port, self._allowed)
        if (
            self._tls
            and not secure
            and not is_inside(ipaddress.ip_address(target.partition("%")[0]))
        ):
            raise PlainError(name)
        sent = httpx.Request(
            request.method,
            request.url.copy_with(host=target),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": name},
        )
        return self._inner.handle_request(sent)

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()
