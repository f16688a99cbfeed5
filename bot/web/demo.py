"""What exists only in a demonstration on this machine, and only under a loopback name.

The name is checked on every request: a page elsewhere whose name was made to point here (DNS rebinding) gets the
same answer as for a route that does not exist.
"""

from __future__ import annotations

import ipaddress

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.web.services import services_of


def require_demonstration(request: Request) -> None:
    """404 unless this is a demonstration, asked for under a loopback name."""
    if not shows_demonstration(request):
        raise HTTPException(404)


def shows_demonstration(request: Request) -> bool:
    return services_of(request).shows_demo_routes and _is_loopback_host(request.headers.get("host", ""))


def _is_loopback_host(host: str) -> bool:
    """`localhost`, `127.x.x.x` or `[::1]`, with or without a port."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
