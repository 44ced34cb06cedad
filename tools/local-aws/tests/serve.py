"""The pinned ministack with all behaviours, for tests: serves until it gets SIGTERM."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import behaviour

if __name__ == "__main__":
    behaviour.apply()
    from ministack.app import main

    main()
