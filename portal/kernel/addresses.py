"""Addresses of machines."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Return whether `host` (a name or address, no port) is this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
