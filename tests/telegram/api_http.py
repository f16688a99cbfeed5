"""As much HTTP/1.1 as the Bot API test server needs, on asyncio streams, so that a connection can be cut anywhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart form."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True, slots=True)
class HttpRequest:
    path: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HttpResponse:
    status: int
    body: bytes
    content_type: str = "application/json"


class CutConnectionError(Exception):
    """Close the connection without an answer."""


Handler = Callable[[HttpRequest], Awaitable[HttpResponse]]


async def serve_connection(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection until either side closes it."""
    try:
        while (request := await _read_request(reader)) is not None:
            response = await handler(request)
            writer.write(_head(response) + response.body)
            await writer.drain()
    except (CutConnectionError, ConnectionError, asyncio.IncompleteReadError):
        writer.transport.abort()
    finally:
        writer.close()


async def post_json(url: str, headers: dict[str, str], body: bytes) -> int:
    """POST a body over a connection of its own; the status of the answer. `OSError` when there is none."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
        status = (await reader.readline()).split()
        if len(status) < 2:
            raise ConnectionError("no answer")
        return int(status[1])
    finally:
        writer.close()


async def _read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    line = await reader.readline()
    if not line.strip():
        return None
    _, target, _ = line.decode("latin-1").split()
    headers: dict[str, str] = {}
    while (header := (await reader.readline()).decode("latin-1").strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    path, _, query = target.partition("?")
    params: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    return HttpRequest(path, params | _form(headers.get("content-type", ""), body))


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _form(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if content_type.startswith("application/json"):
        return dict(json.loads(body))
    if content_type.startswith("multipart/form-data"):
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        found: dict[str, Any] = {}
        for part in message.iter_parts():  # type: ignore[attr-defined]
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            filename = part.get_filename()
            found[name] = Upload(filename, content, part.get_content_type()) if filename else content.decode()
        return found
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _head(response: HttpResponse) -> bytes:
    reason = HTTPStatus(response.status).phrase
    return (
        f"HTTP/1.1 {response.status} {reason}\r\nContent-Type: {response.content_type}\r\n"
        f"Content-Length: {len(response.body)}\r\nConnection: keep-alive\r\n\r\n"
    ).encode()
