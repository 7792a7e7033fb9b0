"""Prometheus metrics of one server."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What the server counts, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter(
            "anlan_requests_total", "Requests answered", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "anlan_request_seconds",
            "Seconds until a request was answered",
            ("route",),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self._registry,
        )
        self._gauges = {
            name: Gauge(f"anlan_{name}", told, registry=self._registry)
            for name, told in GAUGES.items()
        }
        self._engines = {
            name: Gauge(f"anlan_watch_{name}", told, ("city",), registry=self._registry)
            for name, told in ENGINES.items()
        }

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; the route is its pattern, so that there are only so many."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def page(self, values: dict[str, float], engines: Mapping[str, Mapping[str, float]]) -> bytes:
        """Return all of it as Prometheus reads it, with the gauges set.

        Args:
            values: of the installation, by the name of the gauge.
            engines: the same of the engine of each city that ever had one.
        """
        for name, value in values.items():
            self._gauges[name].set(value)
        for city, figures in engines.items():
            for name in figures.keys() & self._engines.keys():
                self._engines[name].labels(city).set(figures[name])
        return generate_latest(self._registry)


GAUGES = {
    "ledger_entries": "Entries in the ledger",
    "outbox_waiting": "Messages that wait to be told",
    "outbox_dead": "Messages that were given up",
    "jobs_waiting": "Jobs that wait",
    "jobs_running": "Jobs that are being done",
    "disk_free_bytes": "Bytes free on the disk of the home",
}
ENGINES = {
    "runs": "Whether an engine evaluates the city's readings",
    "behind_chunks": "Parts of the log not evaluated",
    "behind_seconds": "Seconds from the newest moment evaluated until now",
    "readings_per_second": "Readings evaluated a second, of late",
    "told_ms": "Milliseconds from durable until evaluated, of what was last claimed",
    "rules": "Rules that are on",
    "streams": "Datastreams that rules are laid over",
    "waiting": "Readings that the watermark has not passed",
    "readings": "Readings taken in",
    "evaluations": "Evaluations made",
    "late": "Readings after the watermark that were evaluated",
    "behind": "Readings after the watermark that were not evaluated",
    "unusable": "Readings that no rule may use",
    "kept_seconds": "Age of the newest kept state in seconds",
}
