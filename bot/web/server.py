"""Run the application with uvicorn inside a loop that is already running.

The process owns its signals, not the server: it stops when asked to. What is being answered is finished first, for at
most five seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator

from starlette.types import ASGIApp
from uvicorn import Config, Server

FINISH_WITHIN_S = 5


class CannotListenError(Exception):
    """Nothing can listen there; the message says what to do."""


async def serve(app: ASGIApp, host: str, port: int, stop: asyncio.Event) -> None:
    """Answer requests at `host`:`port` until `stop` is set. `CannotListenError` when the port is taken."""
    with listen(host, port) as listening:
        server = _Server(
            Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=FINISH_WITHIN_S,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]), name="uvicorn")
        stopping = asyncio.create_task(stop.wait(), name="stop serving")
        try:
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            server.should_exit = True
            await serving


def listen(host: str, port: int) -> socket.socket:
    """An open socket. `CannotListenError` with one sentence when that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise CannotListenError(
            f"Nothing can listen at {host}, port {port} ({error.strerror or error}). "
            "Stop what runs there, or set HOST and PORT to something else."
        ) from None


class _Server(Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
