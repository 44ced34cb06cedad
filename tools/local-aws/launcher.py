"""Starts ministack behind a door. Run by ministack's own Python, with everything else in variables:
BIND_HOST, GATEWAY_PORT, STATE_DIR, S3_DATA_DIR, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

import os
import re
import sys
from importlib import metadata
from pathlib import Path

import processes

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements" / "ministack.txt"


def main():
    # Before anything is written: state has values of NoEcho parameters.
    os.umask(0o077)
    processes.end_with_this_one()
    refusal = other_version(REQUIREMENTS.read_text(), metadata.version("ministack"))
    if refusal:
        sys.exit(refusal)
    for name in ("STATE_DIR", "S3_DATA_DIR"):
        make_private(Path(os.environ[name]))

    import listeners

    listeners.keep_to_loopback()
    listeners.guard_runtime_apis()

    from ministack import app as ministack

    import behaviour
    from gate import Gate
    from keys import Keys
    from routes import route_of

    keys = Keys(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    keys.hand_out()
    behaviour.apply()
    ministack.app = Gate(
        ministack.app,
        port=int(os.environ["GATEWAY_PORT"]),
        is_key=keys.is_good,
        route_of=route_of,
    )
    ministack.main()


def other_version(requirements, installed):
    """A sentence if ministack is not the version that the requirements pin.

    This folder replaces parts of ministack that are not its public API.
    """
    pin = re.search(r"^ministack==([^\s\\;]+)", requirements, re.MULTILINE)
    pinned = pin.group(1) if pin else "none"
    if installed == pinned:
        return None
    return (
        f"the local AWS is made for ministack {pinned}, which tools/requirements/ministack.txt pins,"
        f" but {installed} is installed in {sys.prefix}; remove that folder and start again"
    )


def make_private(folder):
    """Takes what earlier starts have left away from other users."""
    for path in [folder, *folder.rglob("*")]:
        if path.exists() and not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


if __name__ == "__main__":
    main()
