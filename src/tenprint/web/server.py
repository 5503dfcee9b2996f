"""Serving the pages: uvicorn on a port that is free, in this thread or beside it."""

import socket
import threading
import time
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from tenprint.errors import TenprintError

PORTS_TRIED = 100
START_SECONDS_MAX = 15.0
STOP_SECONDS = 5
IN_USE_BACKLOG = 128


class Server:
    """A server that has its port already; ``run`` serves here, ``start`` in the background."""

    def __init__(
        self, app: ASGIApp, listening: socket.socket, certificate: Path | None, key: Path | None
    ) -> None:
        """Serve ``app`` on a bound socket; see ``serve``."""
        self._socket = listening
        host, self.port = listening.getsockname()[:2]
        scheme = "https" if certificate else "http"
        shown = f"[{host}]" if ":" in host else host
        self.url = f"{scheme}://{shown}:{self.port}"
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ssl_certfile=str(certificate) if certificate else None,
            ssl_keyfile=str(key) if key else None,
            timeout_graceful_shutdown=STOP_SECONDS,
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve in this thread until interrupted or stopped."""
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        """Serve in a thread of its own; returns once requests are answered.

        Raises:
            TenprintError: the server does not come up.
        """
        self._thread = threading.Thread(target=self.run, name="web", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise TenprintError(
                    f"web server: expected it to answer at {self.url}, found it did not start"
                )
            time.sleep(0.01)

    def stop(self) -> None:
        """End serving, and wait for it."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(timeout=STOP_SECONDS + START_SECONDS_MAX)
        self._socket.close()


def serve(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Server:
    """Take the first free port from ``port`` on; nothing is served before ``run`` or ``start``.

    Args:
        app: what is served.
        host: address to listen on.
        port: the port wished for; 0 for any.
        certificate: for HTTPS, with ``key``.
        key: the certificate's private key.

    Raises:
        TenprintError: none of a hundred ports is free.
    """
    return Server(app, _listening(host, port), certificate, key)


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to the first free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, port + PORTS_TRIED):
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, number))
            found.listen(IN_USE_BACKLOG)
        except OSError:
            found.close()
            continue
        return found
    raise TenprintError(
        f"port: expected a free one from {port} to {port + PORTS_TRIED - 1} on {host}, found none"
    )
