"""Make sure a Chromium is there for the browser tests, or say plainly why not."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> str | None:
    """Return the path of a browser on this machine."""
    return os.environ.get("ANLAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> None:
    """Install Chromium with Debian's package manager when root; else only say what is missing."""
    if found := find():
        print(f"browser: {found}")
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "browser: none found and none can be installed here (not root, or no apt-get): "
            "the browser tests will be skipped. Install Chromium or set ANLAN_CHROMIUM.",
            file=sys.stderr,
        )
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *PACKAGES]):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    print(f"browser: {find() or 'could not be installed; the browser tests will be skipped'}")


if __name__ == "__main__":
    main()
