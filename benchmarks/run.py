"""Measure chatlint and its peers side by side, as whole processes: ``python benchmarks/run.py``.

Makes the files to check, installs chatlint from a wheel of this checkout and its peers from their
registries (network and npm are needed), takes the median of five runs of each command, and writes
``results.csv`` and ``results.md`` into the folder given, by default ``benchmarks/results``.
"""

from __future__ import annotations

import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import corpus

HERE = Path(__file__).parent
RUNS = 5


class Measured(NamedTuple):
    """Medians of several runs of a command."""

    seconds: float
    megabytes: float


class Ratio(NamedTuple):
    """A figure, what it is and how large it may be."""

    what: str
    value: float
    most: float


class Tools(NamedTuple):
    """What is measured, and the cache folder that chatlint uses meanwhile."""

    python: str
    chatlint: str
    peer: str
    ajv: str
    cache: Path

    def check(self, *arguments: str | Path) -> tuple[str, ...]:
        return (self.chatlint, "check", "--format", "concise", *map(str, arguments))


def run(*command: str, environment: dict[str, str]) -> Measured:
    """One run of a command: its time, and the memory of its largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"exit {process.returncode}: {' '.join(command)}")
    return Measured(time.perf_counter() - start, usage.ru_maxrss / 1024)


def install(folder: Path) -> Tools:
    """Install everything below ``folder``."""
    ours, theirs, node = folder / "chatlint", folder / "check-jsonschema", folder / "node"
    for environment in (ours, theirs):
        venv.create(environment, with_pip=True)
    pip = ("-m", "pip", "install", "--quiet")
    subprocess.run([ours / "bin/python", *pip, HERE.parent], check=True)
    # With its C extension, ruamel.yaml serves the peer as it serves chatlint.
    peer = ("check-jsonschema", "ruamel.yaml.clib")
    subprocess.run([theirs / "bin/python", *pip, *peer], check=True)
    npm = ("npm", "install", "--silent", "--prefix", str(node), "ajv-cli@5")
    subprocess.run(npm, check=True)
    return Tools(
        str(ours / "bin/python"),
        str(ours / "bin/chatlint"),
        str(theirs / "bin/check-jsonschema"),
        str(node / "node_modules/.bin/ajv"),
        folder / "cache",
    )


class Bench:
    """Runs commands and remembers what they took."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.rows: list[tuple[str, Measured]] = []
        self._environment = {**os.environ, "XDG_CACHE_HOME": str(tools.cache)}

    def __call__(self, what: str, *command: str, warm: bool = False) -> Measured:
        """The medians of a command's runs; a ``warm`` one finds the results of a run before."""
        if warm:
            run(*command, environment=self._environment)
        runs = []
        for _ in range(RUNS):
            if not warm:
                subprocess.run(
                    [self.tools.chatlint, "cache", "clear"],
                    env=self._environment,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            runs.append(run(*command, environment=self._environment))
        seconds, megabytes = (statistics.median(each) for each in zip(*runs, strict=True))
        self.rows.append((what, Measured(seconds, megabytes)))
        print(f"{what:48} {seconds:8.3f} s {megabytes:7.0f} MB", flush=True)
        return self.rows[-1][1]


def measure(bench: Bench, folder: Path) -> list[Ratio]:
    """All that is measured, as ratios."""
    return [*many(bench, folder), *one(bench, folder), *large(bench, folder)]


def many(bench: Bench, folder: Path) -> list[Ratio]:
    """Ten and forty thousand files."""
    tools, cores = bench.tools, str(len(os.sched_getaffinity(0)))
    ten = corpus.templates(folder / "10000", 10_000)
    forty = corpus.templates(folder / "40000", 40_000)
    schema = str(HERE / "schema.json")
    # ajv-cli finds the files itself; the shell's list of them would be as long for the other.
    ajv = bench("ajv-cli, 10,000 files", tools.ajv, "validate", "-s", schema, "-d", f"{ten}/*.yaml")
    peer = bench(
        "check-jsonschema, 10,000 files",
        *(tools.peer, "--schemafile", schema, *map(str, sorted(ten.iterdir()))),
    )
    floor = bench("floor, 10,000 files", tools.python, str(HERE / "floor.py"), str(ten), cores)
    cold = bench("chatlint, 10,000 files", *tools.check(ten))
    warm = bench("chatlint, 10,000 files, nothing changed", *tools.check(ten), warm=True)
    all_of_it = bench("chatlint, 40,000 files", *tools.check(forty))
    return [
        Ratio("10,000 files / ajv-cli", cold.seconds / ajv.seconds, 1.0),
        Ratio("10,000 files / check-jsonschema", cold.seconds / peer.seconds, 0.16),
        Ratio(f"10,000 files / floor on {cores} cores", cold.seconds / floor.seconds, 2.2),
        Ratio("10,000 files, nothing changed / ajv-cli", warm.seconds / ajv.seconds, 0.35),
        Ratio("40,000 files / 10,000 files, time", all_of_it.seconds / cold.seconds, 4.4),
        Ratio("40,000 files / 10,000 files, memory", all_of_it.megabytes / cold.megabytes, 1.3),
    ]


def one(bench: Bench, folder: Path) -> list[Ratio]:
    """One file."""
    tools, file = bench.tools, folder / "one.yaml"
    file.write_text(corpus.template(1))
    bare = bench("python -c pass", tools.python, "-c", "pass")
    ajv = str(HERE / "schema.json")
    bench("ajv-cli, 1 file", tools.ajv, "validate", "-s", ajv, "-d", str(file))
    peer = bench("check-jsonschema, 1 file", tools.peer, "--schemafile", ajv, str(file))
    cold = bench("chatlint, 1 file", *tools.check(file))
    warm = bench("chatlint, 1 file, nothing changed", *tools.check(file), warm=True)
    return [
        Ratio("1 file / check-jsonschema", cold.seconds / peer.seconds, 0.45),
        Ratio("1 file / python -c pass", cold.seconds / bare.seconds, 7),
        Ratio("1 file, nothing changed / python -c pass", warm.seconds / bare.seconds, 4.5),
    ]


def large(bench: Bench, folder: Path) -> list[Ratio]:
    """One file with much in it; what starting takes is taken off."""
    tools, ratios = bench.tools, []
    start = bench("chatlint --version", tools.chatlint, "--version").seconds
    for suffix in ("yaml", "json"):
        files = corpus.files_of_ninety(folder / f"90-{suffix}", suffix)
        apart = bench(f"chatlint, 90 files, {suffix}", *tools.check("--no-cache", files))
        file = corpus.one_of_ninety(folder / f"90.{suffix}")
        together = bench(
            f"chatlint, 90 requests in a file, {suffix}", *tools.check("--no-cache", file)
        )
        value = (together.seconds - start) / (apart.seconds - start)
        ratios.append(Ratio(f"90 requests in a file / 90 files, {suffix}", value, 1.0))
    clean = corpus.long_list(folder / "clean.yaml", "key-{number}: v")
    found = corpus.long_list(folder / "found.yaml", "key {number}: v")
    fine = bench("chatlint, a long file, clean", *tools.check("--no-cache", clean))
    full = bench("chatlint, a long file, 3,000 findings", *tools.check("--no-cache", found))
    ratios.append(Ratio("3,000 findings / the same file clean", full.seconds / fine.seconds, 5))
    return ratios


def versions(tools: Tools) -> str:
    """What was measured, on what."""
    shown = [
        subprocess.run([tool, option], capture_output=True, text=True, check=False).stdout.strip()
        for tool, option in (
            (tools.chatlint, "--version"),
            (tools.peer, "--version"),
            ("node", "--version"),
        )
    ]
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.platform()}, {cores} cores, "
        f"Python {platform.python_version()}, {shown[0]}, {shown[1]}, ajv-cli 5 on node {shown[2]}"
    )


def write(folder: Path, bench: Bench, ratios: list[Ratio], on: str) -> None:
    """Write the tables into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "results.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("what", "seconds", "megabytes", "ratio", "at most"))
        table.writerows((what, f"{s:.4f}", f"{m:.1f}", "", "") for what, (s, m) in bench.rows)
        table.writerows((what, "", "", f"{v:.3f}", most) for what, v, most in ratios)
    lines = [f"Measured on {on}. Medians of {RUNS} runs of whole processes.", ""]
    lines += ["| command | seconds | MB |", "|---|---|---|"]
    lines += [f"| {what} | {s:.3f} | {m:.0f} |" for what, (s, m) in bench.rows]
    lines += ["", "| ratio | measured | at most |", "|---|---|---|"]
    lines += [f"| {what} | {value:.2f} | {most:g} |" for what, value, most in ratios]
    (folder / "results.md").write_text("\n".join(lines) + "\n")


def main() -> None:
    results = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "results"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(install(folder))
        ratios = measure(bench, folder)
        write(results, bench, ratios, versions(bench.tools))
    for what, value, most in ratios:
        print(f"{what:44} {value:6.2f} (at most {most:g}){'' if value <= most else '  OVER'}")


if __name__ == "__main__":
    main()
