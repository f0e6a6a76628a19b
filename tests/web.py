"""A web server on this machine that answers as a test wants: well, badly, late or by half."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """What lies under each path, and which paths were asked for."""

    def __init__(self, address: str, stop: threading.Event) -> None:
        self.address = address
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self._stop = stop

    def serve(self, path: str, content: bytes, **headers: str) -> str:
        """Lay `content` under a path; the address it then has."""
        return self.answer(path, lambda handler: send(handler, 200, content, **headers))

    def status(self, path: str, code: int) -> str:
        """Answer a path with a status and a page that says so."""
        return self.answer(path, lambda handler: send(handler, code, b"<html>no</html>"))

    def redirect(self, path: str, to: str, code: int = 302) -> str:
        """Lead from a path to an address."""
        return self.answer(path, lambda handler: send(handler, code, b"", Location=to))

    def cut_short(self, path: str, content: bytes, length: int) -> str:
        """Announce more than is sent."""
        return self.answer(
            path, lambda handler: send(handler, 200, content, **{"Content-Length": str(length)})
        )

    def never(self, path: str) -> str:
        """Take the request and say nothing until the test is over."""
        return self.answer(path, lambda handler: self._wait())

    def drip(self, path: str, every_seconds: float) -> str:
        """Send one byte after another, without end."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            send(handler, 200, b"", **{"Content-Length": "100000"})
            while not self._stop.wait(every_seconds):
                handler.wfile.write(b" ")

        return self.answer(path, answer)

    def answer(self, path: str, how: Answer) -> str:
        """Answer a path by calling a function; the address it then has."""
        self.answers[path] = how
        return self.address + path

    def _wait(self) -> None:
        self._stop.wait(30)


def send(handler: BaseHTTPRequestHandler, code: int, content: bytes, **headers: str) -> None:
    """Send an answer; a header called None is left out, underscores in names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    handler.send_response(code)
    for name, value in ({"Content-Length": str(len(content))} | named).items():
        if value:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def running() -> Iterator[Site]:
    """A site on a free port of this machine, for as long as the block lasts."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append(path)
            answer = site.answers.get(path, lambda handler: send(handler, 404, b"<html>none</html>"))
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_address[1]}", stop)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
