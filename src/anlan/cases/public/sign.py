"""Where a sign at a place leads: to the residents' page with that place filled in."""

from urllib.parse import urlencode

DIGITS = 6


def sign_address(base: str, city: str, lon: float, lat: float, place: str) -> str:
    """Return the address of the residents' page for a place.

    Args:
        base: of the server, without a slash at its end.
        city: its name.
        lon: where the sign hangs.
        lat: the same.
        place: what the place is called; empty for nothing.

    >>> sign_address("https://anlan.example", "jiangcheng", 114.3, 30.57, "Pier")
    'https://anlan.example/report/?city=jiangcheng&lon=114.3&lat=30.57&place=Pier'
    """
    told: dict[str, object] = {"city": city, "lon": round(lon, DIGITS), "lat": round(lat, DIGITS)}
    return f"{base}/report/?{urlencode(told | ({'place': place} if place else {}))}"
