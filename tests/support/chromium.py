"""A real Chromium, wherever this machine has one, and how it is started."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
]


def chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    return os.environ.get("ANLAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
