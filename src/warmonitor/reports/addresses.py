"""Which network addresses may be fetched from: public ones, and those that the user has allowed by name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from warmonitor.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_REFUSED = "addresses inside the private network or on this machine are not fetched"


def resolve(host: str, port: int, allowed: Iterable[Network], where: str) -> str:
    """One address of `host`, all of whose addresses may be fetched from; FetchError where one may not.

    The caller connects to the address that it gets here and looks the name up no second time: a name server that
    answers differently a moment later gains nothing.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"the name {host!r} cannot be looked up", where, "check the address and the network"
        ) from error
    found = [str(answer[4][0]) for answer in answers]
    refused = next((one for one in found if not may_fetch(one, allowed)), None)
    if refused or not found:
        raise FetchError(f"{host!r} lies at {refused}, which is not public", where, _REFUSED)
    return found[0]


def may_fetch(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether an address is public, also in the addresses it wraps, or in an allowed network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(parsed.version == network.version and parsed in network for network in allowed):
        return True
    return all(one.is_global and not one.is_multicast for one in _unwrapped(parsed))


def _unwrapped(address: Address) -> list[Address]:
    """The address and the IPv4 addresses that it carries (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    carried = [address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *(one for one in carried if one)]


def checked(url: str) -> str:
    """`url` where it is http or https and names a host; FetchError otherwise."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = False
    if not usable:
        raise FetchError("not a web address", url[:300], "an address starts with http:// or https:// and names a host")
    return url
