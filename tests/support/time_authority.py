"""A real time-stamp authority (RFC 3161) of the tests' own: openssl behind a small HTTP server."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class TimeAuthority:
    """An authority with its own root certificate, ``ca``; ``refuses`` makes it say no."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.ca = folder / "ca.pem"
        self.asked = 0
        self.refuses = False
        self.port = 0
        folder.mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder), encoding="ascii")
        (folder / "serial").write_text("01\n", encoding="ascii")
        new = ("-newkey", "rsa:2048", "-nodes", "-config", "config")
        about = ("-x509", "-days", "30", "-extensions", "authority", "-subj", f"/CN={name} root")
        self._run("req", *new, *about, "-keyout", "ca.key", "-out", "ca.pem")
        self._run("req", *new, "-subj", f"/CN={name}", "-keyout", "tsa.key", "-out", "tsa.csr")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30")
        more = ("-extfile", "config", "-extensions", "stamps")
        self._run("x509", "-req", "-in", "tsa.csr", *signing, *more, "-out", "tsa.pem")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/stamp"

    def answer(self, query: bytes) -> bytes:
        """Return the reply to a query."""
        self.asked += 1
        if self.refuses:
            query = query[:-3]  # a query that openssl can't read, and says so in its reply
        (self.folder / "query").write_bytes(query)
        self._run("ts", "-reply", "-config", "config", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments],
            check=True,
            cwd=self.folder,
            capture_output=True,
            timeout=60,
        )


def missing() -> bool:
    """Return whether openssl isn't on this machine."""
    return shutil.which("openssl") is None


@contextmanager
def answering(authority: TimeAuthority) -> Iterator[TimeAuthority]:
    """Run the authority on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.headers["Content-Type"] == "application/timestamp-query"
            reply = authority.answer(query) if known else b""
            self.send_response(200 if known else 415)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        authority.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield authority
        finally:
            http.shutdown()
            thread.join()
