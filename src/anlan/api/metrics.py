"""Prometheus metrics of one server."""

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

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; the route is its pattern, so that there are only so many."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def page(self, values: dict[str, float]) -> bytes:
        """Return all of it as Prometheus reads it, with the gauges set to ``values``."""
        for name, value in values.items():
            self._gauges[name].set(value)
        return generate_latest(self._registry)


GAUGES = {
    "ledger_entries": "Entries in the ledger",
    "outbox_waiting": "Messages that wait to be told",
    "outbox_dead": "Messages that were given up",
    "jobs_waiting": "Jobs that wait",
    "jobs_running": "Jobs that are being done",
    "disk_free_bytes": "Bytes free on the disk of the home",
}
