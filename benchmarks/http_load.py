"""A load of readings over HTTP: Arrow batches of a few senders, at a steady pace.

Run as a process of its own: ``python -m benchmarks.http_load PLAN``, where the plan is JSON. One
line of JSON comes out: what was acknowledged, and how long each batch took.
"""

import http.client
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

ARROW = "application/vnd.apache.arrow.stream"
AGAIN = 503


@dataclass(frozen=True)
class Plan:
    """What is sent.

    Attributes:
        streams: the numbers of each sender's datastreams.
        batch: readings of a message.
        per_second: readings a second, of all senders together.
    """

    port: int
    path: str
    secrets: dict[str, str]
    streams: dict[str, list[int]]
    batch: int
    per_second: float
    seconds: float


@dataclass(frozen=True)
class Sent:
    """What was sent and acknowledged; ``took`` is how long each batch took, in seconds."""

    readings: int
    refused: int
    again: int
    seconds: float
    processor_seconds: float
    took: list[float]


class Sender(threading.Thread):
    """One sender: the next batch when it is due, none while one is on its way."""

    def __init__(self, plan: Plan, name: str, begin: float) -> None:
        super().__init__()
        self._plan, self._begin = plan, begin
        self._secret, self._streams = plan.secrets[name], np.array(plan.streams[name], np.int64)
        chance = np.random.default_rng(len(name))
        # Rules are kept within; the values differ, as those of instruments do.
        self._values = np.round(np.abs(chance.normal(4.0, 1.5, 1_000_003)), 2)
        self.taken = self.refused = self.again = 0
        self.took: list[float] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._plan.port, timeout=60)
        every = self._plan.batch * len(self._plan.streams) / self._plan.per_second
        turn = 0
        while (due := self._begin + turn * every) < self._begin + self._plan.seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            body, turn = self._body(turn), turn + 1
            began = time.monotonic()
            while not self._sent(connection, body):
                self.again += 1
                time.sleep(0.5)
            self.took.append(time.monotonic() - began)

    def _sent(self, connection: http.client.HTTPConnection, body: bytes) -> bool:
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": ARROW}
        connection.request("POST", self._plan.path, body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status == AGAIN:
            return False
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {told}")
        self.taken += told["taken"] + told["repeated"]
        self.refused += told["refused"]
        return True

    def _body(self, turn: int) -> bytes:
        """Return a batch measured just now: datastreams in turn, a microsecond apart."""
        many = self._plan.batch
        first = turn * many
        stream = self._streams[(first + np.arange(many)) % len(self._streams)]
        at = time.time_ns() // 1000 - many + np.arange(many)
        start = first % (len(self._values) - many)
        batch = pa.RecordBatch.from_arrays(
            [pa.array(stream), pa.array(at), pa.array(self._values[start : start + many])],
            names=["stream", "at", "value"],
        )
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        return bytes(sink.getvalue().to_pybytes())


def load(plan: Plan) -> Sent:
    """Send a load."""
    begin, used = time.monotonic() + 0.1, time.process_time()
    senders = [Sender(plan, name, begin + 0.01 * n) for n, name in enumerate(plan.streams)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    return Sent(
        sum(each.taken for each in senders),
        sum(each.refused for each in senders),
        sum(each.again for each in senders),
        time.monotonic() - begin,
        time.process_time() - used,
        [took for each in senders for took in each.took],
    )


if __name__ == "__main__":
    told = load(Plan(**json.loads(Path(sys.argv[1]).read_text())))
    print(json.dumps(asdict(told)))
