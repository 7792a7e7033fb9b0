"""A small HTTP server for tests of connectors: a protocol's answers, and stumbles on demand.

A test gives a function that speaks one protocol; the rest (a real socket, what came in, one bad
answer after so many good ones) is the same for all.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Query = dict[str, str]


@dataclass
class Reply:
    """An answer: a body, or a value that becomes JSON."""

    value: object = None
    status: int = 200
    headers: Query = field(default_factory=dict)
    body: bytes | None = None

    @property
    def sent(self) -> bytes:
        """The bytes of the body."""
        return json.dumps(self.value).encode() if self.body is None else self.body


@dataclass
class Bad:
    """Bad answers: after ``skip`` good ones, ``times`` of them; ``cut`` breaks the body off."""

    reply: Reply = field(default_factory=lambda: Reply(status=503, body=b"away"))
    skip: int = 0
    times: int = 1
    delay: float = 0.0
    cut: bool = False


@dataclass
class Service:
    """A server that answers by ``speak``; ``requests`` is what came in: path, query, headers."""

    speak: Callable[["Service", str, Query], Reply]
    bad: list[Bad] = field(default_factory=list)
    token: tuple[str, str] | None = None
    requests: list[tuple[str, Query, Query]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def queries(self, path: str) -> list[Query]:
        """The queries of one path, in the order they came."""
        return [query for asked, query, _ in self.requests if asked == path]

    def answer(self, path: str, query: Query, headers: Query) -> tuple[Reply, Bad | None]:
        """Return the answer to a request, and the stumble it is, if any."""
        self.requests.append((path, query, headers))
        for bad in self.bad:
            if bad.times:
                if bad.skip:
                    bad.skip -= 1
                    break
                bad.times -= 1
                time.sleep(bad.delay)
                return bad.reply, bad
        if self.token and headers.get(self.token[0].lower()) != self.token[1]:
            return Reply({"message": "token wanted"}, 401), None
        return self.speak(self, path, query), None


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Run ``service`` on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            headers = {key.lower(): value for key, value in self.headers.items()}
            reply, bad = service.answer(parts.path, query, headers)
            body = reply.sent
            self.send_response(reply.status)
            known = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            for name, value in {**known, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if bad and bad.cut else body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Listener(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing when a client that timed out has gone."""

    with Listener(("127.0.0.1", 0), Handler) as http:
        service.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            http.shutdown()
            thread.join()
