"""chatlint as a process among others: signals, pipes, full disks, and too little of everything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD

import pytest
from command import BROKEN, CLEAN
from effort import mostly_slow

from chatlint.reports import FORMATS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

MISCASED = CLEAN.replace("InstanceId", "instanceId")
MAIN = "import sys; from chatlint.__main__ import main; sys.exit(main())"
SIGNALS = [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)]

# What comes before main() so that a run stays where a test wants it.
HANG = {
    "in an import": """
import sys
class Slow:
    def find_spec(name, *_):
        if name == "cerberus" or name == "click":
            hang()
sys.meta_path.insert(0, Slow)
""",
    "in a rule": "from chatlint.linter.engine.engine import Engine; Engine.check = hang",
    "between the old file and the new": "import os; os.fsync = hang",
}
PRELUDE = r"""
def hang(*_, **__):
    import os, signal
    if signal.getsignal(signal.SIGALRM) is signal.SIG_DFL:
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.alarm(20)
        os.write(2, b"here\n")
        signal.pause()
"""


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts chatlint after some code, in a process that ends with the test."""
    processes = []

    def start(*arguments: str, cwd: Path, code: str = "") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", f"{PRELUDE}\n{code}\n{MAIN}", *arguments]
        process = opened(command, cwd)
        processes.append(process)
        return process

    yield start
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def opened(command: Sequence[str], cwd: Path) -> subprocess.Popen[bytes]:
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=cwd, stdin=nothing, stdout=pipe, stderr=pipe, start_new_session=True
    )


def run(*arguments: str, cwd: Path, code: str = "") -> Done:
    return Done(opened([sys.executable, "-c", f"{PRELUDE}\n{code}\n{MAIN}", *arguments], cwd))


class Done:
    """A process that ended: its exit code and what it printed."""

    def __init__(self, process: subprocess.Popen[bytes], timeout: float = 30) -> None:
        self.out, self.err = process.communicate(timeout=timeout)
        self.code = process.returncode
        assert b"Traceback" not in self.err, self.err
        assert b"Exception ignored" not in self.err, self.err


def is_true(condition: Callable[[], object]) -> bool:
    """Whether ``condition`` comes true before long."""
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.yaml"
    file.write_text(MISCASED)
    return file


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough files for two processes."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(300):
        (folder / f"{number:03}.yaml").write_text(BROKEN)
    return folder


# ------------------------------------------------------------------------------------- signals


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("where", HANG)
def test_a_signal_ends_it_and_leaves_nothing_behind(
    start: Start, file: Path, where: str, number: signal.Signals, code: int
) -> None:
    arguments = ("check", "--fix", "--format", "json", ".")
    process = start(*arguments, cwd=file.parent, code=HANG[where])
    assert process.stderr
    assert process.stderr.readline() == b"here\n"
    begun = len(os.listdir(file.parent)) > 1
    assert begun is where.startswith("between")
    process.send_signal(number)
    done = Done(process, timeout=5)
    assert (done.code, done.out, done.err) == (code, b"", b"")
    assert os.listdir(file.parent) == ["a.yaml"]
    assert file.read_text() == MISCASED


def test_a_signal_that_is_to_be_ignored_is_ignored(file: Path) -> None:
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"  # as nohup has it
    code = f"{ignoring}; from chatlint import reports; import os\n" + (
        "end = lambda name: os.kill(os.getpid(), signal.SIGHUP) or (lambda *_: 'it')\n"
        "reports.load_renderer = end"
    )
    done = run("check", "--format", "json", "a.yaml", cwd=file.parent, code=code)
    assert (done.code, done.out) == (1, b"it")


COUNTED = """
import os
from itertools import count
from chatlint.linter.engine.engine import Engine
checks, right = count(), Engine.check

def check(self, *given, **more):
    if next(checks) == 1000:
        os.write(2, b"here\\n")
    return right(self, *given, **more)

Engine.check = check
"""


@pytest.fixture(scope="module")
def ten_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ten-thousand")
    (folder / "0.yaml").write_text(BROKEN)
    for number in range(1, 10_000):
        os.link(folder / "0.yaml", folder / f"{number}.yaml")
    return folder


@pytest.mark.parametrize(
    ("number", "code", "jobs"),
    [
        (signal.SIGINT, 130, "2"),
        pytest.param(signal.SIGINT, 130, "1", marks=pytest.mark.slow),
        *(
            pytest.param(number, code, jobs, marks=pytest.mark.slow)
            for number, code in SIGNALS
            for jobs in ("1", "2")
            if number != signal.SIGINT
        ),
    ],
)
def test_a_signal_ends_it_in_the_middle_of_its_work(
    start: Start, ten_thousand: Path, jobs: str, number: signal.Signals, code: int
) -> None:
    options = ("--jobs", jobs, "--no-cache", "--format", "json", "--format", "sarif=report.sarif")
    process = start("check", *options, ".", cwd=ten_thousand, code=COUNTED)
    assert process.stderr
    assert process.stderr.readline() == b"here\n"
    workers = children(process.pid)
    process.send_signal(number)
    done = Done(process, timeout=5)
    assert (done.code, done.out, done.err.replace(b"here\n", b"")) == (code, b"", b"")
    assert not any(map(lives, workers))
    assert len(os.listdir(ten_thousand)) == 10_000


@pytest.mark.slow
def test_memory_does_not_grow_with_files(ten_thousand: Path) -> None:
    measure = """
import sys
from chatlint.__main__ import main
code = main()
(line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(line.split()[1], file=sys.stderr)
sys.exit(code)
"""
    (ten_thousand / "0.yaml").write_text(CLEAN)  # and with it all the others
    names = [f"{number}.yaml" for number in range(2_000)]
    used = []
    for given in (names, ["."]):
        options = ("check", "--jobs", "1", "--no-cache", "--quiet")
        command = [sys.executable, "-c", measure, *options, *given]
        done = Done(opened(command, ten_thousand))
        assert (done.code, done.out) == (0, b"")
        used.append(int(done.err))
    (ten_thousand / "0.yaml").write_text(BROKEN)
    assert used[1] < used[0] + 50_000  # KiB


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_ends_waiting_for_standard_input(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    command = [sys.executable, "-m", "chatlint", "check", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        process.stdin.write(b"InstanceId: a\n")
        process.stdin.flush()
        given = process.stdin.fileno()
        assert is_true(lambda: not any(ioctl(given, FIONREAD, bytes(4))))  # until it was read
        process.send_signal(number)
        assert process.wait(5) == code
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")


@pytest.fixture
def busy(start: Start, many: Path) -> subprocess.Popen[bytes]:
    """A run whose two other processes are at work."""
    options = ("--jobs", "2", "--format", "json", "--no-cache")
    process = start("check", *options, ".", cwd=many, code=HANG["in a rule"])
    assert process.stderr
    assert [process.stderr.readline() for _ in range(2)] == [b"here\n"] * 2
    return process


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_no_process_is_left_by_a_signal(
    busy: subprocess.Popen[bytes], number: signal.Signals, code: int
) -> None:
    workers = children(busy.pid)
    assert len(workers) == 2
    busy.send_signal(number)
    done = Done(busy, timeout=5)
    assert (done.code, done.out, done.err) == (code, b"", b"")
    assert not any(map(lives, workers))


def test_a_signal_to_all_of_them_is_told_by_none(busy: subprocess.Popen[bytes]) -> None:
    for pid in (*children(busy.pid), busy.pid):  # as a terminal does at Ctrl-C
        os.kill(pid, signal.SIGINT)
    done = Done(busy, timeout=5)
    assert (done.code, done.out, done.err) == (130, b"", b"")


def test_no_process_is_left_by_one_that_is_killed(busy: subprocess.Popen[bytes]) -> None:
    workers = children(busy.pid)
    busy.kill()
    busy.wait()

    def are_gone() -> bool:
        left = [worker for worker in workers if lives(worker)]
        for worker in left:  # on with it, be it that it was not waiting yet
            os.kill(worker, signal.SIGALRM)
        return not left

    assert is_true(are_gone)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_is_killed_is_told(
    busy: subprocess.Popen[bytes], number: signal.Signals
) -> None:
    workers = children(busy.pid)
    os.kill(workers[1], number)
    done = Done(busy, timeout=5)
    assert (done.code, done.out) == (2, b"")
    assert done.err == (
        b"error: a process that checks files was killed; is there enough memory? "
        b"--jobs 1 takes the least\n"
    )
    assert not any(map(lives, workers))


# ------------------------------------------------------------------------- output that goes nowhere


def redirected(redirection: str, *arguments: str, cwd: Path) -> Done:
    command = ["bash", "-c", f'"$@" {redirection}', "", sys.executable, "-m", "chatlint"]
    return Done(opened([*command, *arguments], cwd))


@pytest.mark.parametrize("name", mostly_slow(FORMATS, "full,json,jsonl,html"))
def test_a_report_that_cannot_be_written_is_an_error(file: Path, name: str) -> None:
    done = redirected(">/dev/full", "check", "--format", name, "a.yaml", cwd=file.parent)
    assert (done.code, done.err) == (
        2,
        b"error: cannot write the report: No space left on device\n",
    )
    done = redirected(">&-", "check", "--format", name, "a.yaml", cwd=file.parent)
    assert (done.code, done.err) == (
        2,
        b"error: cannot write the report: standard output is closed\n",
    )


@pytest.mark.parametrize("command", [(), ("check",), ("explain",)])
def test_help_that_cannot_be_written_is_no_fault(command: tuple[str, ...], tmp_path: Path) -> None:
    done = redirected(">/dev/full", *command, "--help", cwd=tmp_path)
    assert (done.code, done.err) == (2, b"error: cannot write: No space left on device\n")
    shell = (
        f"'{sys.executable}' -m chatlint {' '.join(command)} --help | true; exit ${{PIPESTATUS[0]}}"
    )
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) in ((141, b""), (0, b""))  # by who was first
    done = redirected(">&-", *command, "--help", cwd=tmp_path)
    assert (done.code, done.err) == (
        2,
        b"error: cannot write the help: standard output is closed\n",
    )


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("check", "-v", "."), 1), (("check", "--ignore", "x", "."), 2), (("check", "--nix"), 2)],
)
def test_errors_nobody_can_hear_are_still_errors(
    file: Path, redirection: str, arguments: Sequence[str], code: int
) -> None:
    assert redirected(redirection, *arguments, cwd=file.parent).code == code


@pytest.mark.parametrize("redirection", [">/dev/full 2>&1", ">&- 2>&-", "<&-"])
def test_nothing_to_write_to_is_no_traceback(file: Path, redirection: str) -> None:
    done = redirected(redirection, "check", "a.yaml", cwd=file.parent)
    assert done.code == (1 if redirection == "<&-" else 2)


@pytest.mark.parametrize("name", mostly_slow(FORMATS, "full,json,jsonl,html"))
@pytest.mark.parametrize("buffered", ["", pytest.param("1", marks=pytest.mark.slow)])
def test_a_reader_that_has_enough_is_no_error(file: Path, name: str, buffered: str) -> None:
    redirection = "2>&1 | true; exit ${PIPESTATUS[0]}"
    arguments = ("check", "--verbose", "--format", name, ".")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONUNBUFFERED", buffered)
        done = redirected(redirection, *arguments, cwd=file.parent)
    assert (done.code, done.err) == (141, b"")


def test_a_report_that_fails_is_not_written_at_all(file: Path) -> None:
    code = (
        "from chatlint.reports import json\n"
        "def render(report, style):\n    yield '{}'\n    yield {}['secret']\n"
        "json.render = render"
    )
    done = run("check", "--format", "json", "a.yaml", cwd=file.parent, code=code)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith(b"error: internal error, please report it: KeyError at <string>:")
    assert b"secret" not in done.err


# ----------------------------------------------------------------------------- imports from nowhere

TRAP = "open('PWNED', 'w').close()\n"
# What is imported early and late, by chatlint, click, ruamel.yaml and the standard library.
TRAPS = (
    *(
        "__future__",
        "click",
        "cerberus",
        "pathspec",
        "json",
        "ruamel",
        "signal",
        "typing",
        "re",
        "string",
    ),
    *("multiprocessing", "pickle", "_ruamel_yaml", "botocore", "rules", "commands", "finders"),
    *("linter", "tomllib", "sitecustomize", "usercustomize", "defusedxml"),
)


# As where processes are not forked, and whoever is started has to import everything itself.
SPAWN = """
import sys
first = sys.path.pop(0)
import multiprocessing as m
m.get_context = lambda _: m.context.SpawnContext()
sys.path.insert(0, first)
"""


@pytest.mark.parametrize(
    "command", [["-m", "chatlint"], ["-c", MAIN], ["-c", SPAWN + MAIN]], ids=["-m", "-c", "spawned"]
)
def test_nothing_is_imported_from_the_current_folder(command: list[str], tmp_path: Path) -> None:
    for trap in TRAPS:
        (tmp_path / f"{trap}.py").write_text(TRAP)
    for number in range(300 if "spawn" in command[1].lower() else 2):
        (tmp_path / f"{number:03}.yaml").write_text(BROKEN)
    options = ("check", "--jobs", "2", "--no-cache", "--quiet", ".")
    done = Done(opened([sys.executable, *command, *options], tmp_path))
    assert (done.code, done.err) == (1, b"")
    assert not (tmp_path / "PWNED").exists()


# ------------------------------------------------------------------------------ too little of it


def limited(kind: str, most: int) -> str:
    """Code that limits what the process may have."""
    return f"import resource; resource.setrlimit(resource.RLIMIT_{kind}, ({most}, {most}))"


@pytest.fixture(scope="module")
def told(many: Path) -> bytes:
    """What is to say of the many files."""
    return run("check", "--jobs", "1", "--no-cache", "--format", "json", ".", cwd=many).out


@pytest.mark.parametrize(
    ("kind", "most", "jobs"),
    [("NOFILE", 16, "8"), ("NOFILE", 9, "8"), ("AS", 300_000_000, "1"), ("AS", 300_000_000, "8")],
)
def test_little_is_enough(many: Path, told: bytes, kind: str, most: int, jobs: str) -> None:
    options = ("check", "--jobs", jobs, "--no-cache", "--format", "json")
    done = run(*options, ".", cwd=many, code=limited(kind, most))
    assert (done.code, done.out, done.err) == (1, told, b"")


@pytest.mark.parametrize("most", [40_000_000, 60_000_000, 80_000_000, 110_000_000])
def test_too_little_memory_is_no_traceback(file: Path, most: int) -> None:
    done = run("check", "--no-cache", "a.yaml", cwd=file.parent, code=limited("AS", most))
    assert done.code in (1, 2), done.err


def test_a_file_that_may_not_grow_stays_as_it_was(file: Path) -> None:
    full = limited("FSIZE", 50)
    done = run("check", "--fix", "a.yaml", cwd=file.parent, code=full)
    assert done.code == 2
    assert b"File too large" in done.out
    assert (os.listdir(file.parent), file.read_text()) == (["a.yaml"], MISCASED)


@pytest.mark.parametrize(
    ("arguments", "old"),
    [
        (("--format", "sarif=out"), "old"),
        (("--format", "html=out"), None),
        (("--write-baseline", "--baseline", "out"), None),
    ],
)
def test_a_file_that_cannot_be_written_whole_is_not_written(
    file: Path, arguments: Sequence[str], old: str | None
) -> None:
    out = file.parent / "out"
    if old:
        out.write_text(old)
    done = run("check", *arguments, "a.yaml", cwd=file.parent, code=limited("FSIZE", 50))
    assert (done.code, done.out) == (2, b"")
    assert b"File too large" in done.err
    assert sorted(os.listdir(file.parent)) == (["a.yaml", "out"] if old else ["a.yaml"])
    assert not old or out.read_text() == old


FULL = """
mkdir small && mount -t tmpfs -o size=64k none small || exit 77
cp a.yaml small; cd small; head -c 99999 /dev/zero >fill 2>/dev/null
"$@" check --no-cache "$OPTION" a.yaml; code=$?
rm fill; ls -A; cmp a.yaml ../a.yaml || code=78
exit $code
"""


@pytest.mark.parametrize("option", ["--fix", "--format=json=out", "--add-ignore=x"])
def test_a_full_disk_costs_nothing_that_was_there(file: Path, option: str) -> None:
    command = ["unshare", "-rm", "bash", "-c", FULL, "", sys.executable, "-m", "chatlint"]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OPTION", option)
            done = Done(opened(command, file.parent))
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if done.code == 77 or done.err.startswith(b"unshare:"):
        pytest.skip("nobody may mount anything here")
    assert done.code == 2
    assert b"No space left on device" in done.out + done.err
    assert done.out.endswith(b"a.yaml\n")


@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_report_that_is_cut_is_an_error(file: Path, buffered: str) -> None:
    python = f"PYTHONUNBUFFERED={buffered} '{sys.executable}'"
    command = f"ulimit -f 1; {python} -m chatlint check --format json . >out.json"
    for number in range(50):
        (file.parent / f"{number}.yaml").write_text(BROKEN)
    done = Done(opened(["bash", "-c", command], file.parent))
    assert (done.code, done.err) == (2, b"error: cannot write the report: File too large\n")
    with pytest.raises(json.JSONDecodeError):
        json.loads((file.parent / "out.json").read_text())
