"""One door to the database: a transaction a call, in a small pool of threads.

SQLite: one process, one writer thread, `BEGIN IMMEDIATE`, WAL, foreign keys, `synchronous=FULL`; reads have
their own connections. PostgreSQL: any number of processes, psycopg 3, up to ten connections each. A piece of work
is a plain function of a `Session`; it may be run again when the database asks for it (serialisation failure,
deadlock, lock timeout), so it does nothing but database work.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

POSTGRES_THREADS = 10
SQLITE_READERS = 4
BUSY_TIMEOUT_MS = 5000
RETRIES = 4
# PostgreSQL: serialization_failure, deadlock_detected, lock_not_available.
_TRY_AGAIN = frozenset({"40001", "40P01", "55P03"})


def tidy_url(url: str) -> str:
    """A database address as SQLAlchemy wants it: hosts hand out `postgres://`, which it refuses."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Database:
    """Runs pieces of work, each in one transaction."""

    def __init__(self, url: str) -> None:
        self.url = make_url(tidy_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        in_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        self.engine = self._engine("BEGIN IMMEDIATE", in_memory=in_memory)
        # A reader of SQLite must not wait for the writer, so it has connections (and a BEGIN) of its own.
        self.readers = self.engine if in_memory or not self.is_sqlite else self._engine("BEGIN", in_memory=False)
        threads = 1 if self.is_sqlite else POSTGRES_THREADS
        self._writing = ThreadPoolExecutor(threads, thread_name_prefix="store-write")
        self._keeps_connection = self.is_sqlite and not in_memory
        self._kept: Connection | None = None
        self._reading = (
            self._writing
            if in_memory or not self.is_sqlite
            else ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="store-read")
        )

    def _engine(self, begin: str, *, in_memory: bool) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self.url,
                hide_parameters=True,  # an error message must not carry what people said
                pool_size=POSTGRES_THREADS,
                max_overflow=2,
                pool_pre_ping=True,
                connect_args={
                    "connect_timeout": 5,
                    "options": "-c lock_timeout=3000 -c timezone=UTC",
                },
            )
        arguments: dict[str, Any] = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
        if in_memory:
            engine = create_engine(self.url, hide_parameters=True, poolclass=StaticPool, connect_args=arguments)
        else:
            engine = create_engine(self.url, hide_parameters=True, connect_args=arguments)

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _record: object) -> None:
            # The driver's own transaction handling is switched off: it begins late and breaks savepoints. Each
            # connection keeps half a megabyte of pages, not two: the system keeps them as well, once for all.
            connection.isolation_level = None
            for pragma in (
                "foreign_keys=ON",
                "journal_mode=WAL",
                "synchronous=FULL",
                "secure_delete=ON",
                "cache_size=-512",
                f"busy_timeout={BUSY_TIMEOUT_MS}",
            ):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def start(connection: Any) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction that may write, in this thread, and commit it."""
        return self._write(self.engine, work)

    def _write(self, bind: Engine | Connection, work: Callable[[Session], T]) -> T:
        for attempt in range(RETRIES):
            try:
                with Session(bind, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except OperationalError as error:
                if attempt == RETRIES - 1 or not is_in_use(error):
                    raise
                time.sleep(0.02 * 2**attempt)
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which only reads, in this thread."""
        with Session(self.readers, expire_on_commit=False) as session, session.begin():
            return work(session)

    def _write_kept(self, work: Callable[[Session], T]) -> T:
        """`write`, in the one writing thread of SQLite, which keeps its connection: fetching one for each small
        transaction and putting it back is a quarter of what the transaction costs."""
        if self._kept is None:
            self._kept = self.engine.connect()
        return self._write(self._kept, work)

    async def run(self, work: Callable[[Session], T]) -> T:
        """`write`, in the pool."""
        write = self._write_kept if self._keeps_connection else self.write
        return await asyncio.get_running_loop().run_in_executor(self._writing, write, work)

    async def look(self, work: Callable[[Session], T]) -> T:
        """`read`, in the pool."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.read, work)

    def close(self) -> None:
        """Wait for what is running, then let go of all connections."""
        self._writing.shutdown(wait=True)
        self._reading.shutdown(wait=True)
        if self._kept is not None:
            self._kept.close()
        self.engine.dispose()
        self.readers.dispose()


def is_in_use(error: OperationalError) -> bool:
    """Whether somebody else holds what was asked for, and a later try may get it."""
    code = getattr(error.orig, "sqlstate", None)
    return code in _TRY_AGAIN or "database is locked" in str(error.orig)
