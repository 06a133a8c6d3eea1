"""The least a checker of YAML can do: read each file and take ruamel.yaml's C events.

``python floor.py FOLDER PROCESSES``
"""

from __future__ import annotations

import sys
from multiprocessing import get_context
from pathlib import Path

from _ruamel_yaml import CParser


def read(file: str) -> None:
    """Take all events of ``file``."""
    with open(file, "rb") as opened:
        next_event = CParser(opened.read().decode()).get_event
    while next_event():
        pass


def main() -> None:
    files = sorted(str(file) for file in Path(sys.argv[1]).iterdir())
    processes = int(sys.argv[2])
    if processes == 1:
        for file in files:
            read(file)
        return
    with get_context("fork").Pool(processes) as pool:
        pool.map(read, files, chunksize=250)


if __name__ == "__main__":
    main()
