"""What chatlint does to the machine it runs on, as Python itself reports it.

Every file that is opened, every module, process and socket goes through `sys.addaudithook`. Nothing
is to be run that the linted tree holds, nothing is to be asked of a network, and nothing outside
the tree is to be written, or read but for Python's and chatlint's own files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import BROKEN, CLEAN
from effort import mostly_slow
from project import ROOT, git

MARK = "nobody is to run this"
HOOK = """
import os, sys

tree, store = os.getcwd(), os.environ["CHATLINT_CACHE_DIR"]
with_git = os.environ["ALLOWED"] == "git"
if with_git:  # what git says passes through a file without a name
    store = os.path.dirname(store)
own = tuple(os.path.realpath(each) for each in (sys.prefix, sys.base_prefix, os.environ["OWN"]))
devices = ("/dev/null", "/dev/urandom", "/proc/self/status")
changes = {
    "os.rename": 2, "os.remove": 1, "os.mkdir": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2,
    "os.chmod": 1, "os.chown": 1, "os.truncate": 1, "os.utime": 1, "os.setxattr": 1,
    "shutil.rmtree": 1, "shutil.move": 2, "shutil.copyfile": 2,
}
never = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "os.system", "os.exec", "os.spawn",
    "os.posix_spawn", "os.startfile", "pty.", "ctypes.", "code.__new__", "webbrowser.",
)


def is_below(path, *folders):
    return any(path == each or path.startswith(each + os.sep) for each in folders)


def real(path):
    folder, name = os.path.split(os.path.abspath(os.fsdecode(path)))
    return os.path.join(os.path.realpath(folder), name)


def objects(event, args):
    if event == "open" and not isinstance(args[0], int):
        path = real(args[0])
        writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        mine = (tree, store) if writes else (tree, store, *own)
        return not is_below(path, *mine) and path not in devices
    if event in changes:
        paths = [each for each in args[: changes[event]] if not isinstance(each, int)]
        return not all(is_below(real(each), tree, store) for each in paths)
    if event == "exec":
        code = args[0]
        return {mark!r} in code.co_consts or is_below(code.co_filename, tree)
    if event == "import":
        return args[1] is not None and is_below(os.path.abspath(args[1]), tree)
    if event == "subprocess.Popen":
        return os.path.basename(str(args[0])) != "git" or not with_git
    if event == "socket.__new__":
        return args[1] != 1  # as a pipe between processes, AF_UNIX
    return event.startswith(never)


busy = False


def hook(event, args):
    global busy
    if busy:
        return
    busy = True
    try:
        if objects(event, args):
            os.write(2, f"AUDIT {event} {args!r:.200}\\n".encode())
    finally:
        busy = False


sys.addaudithook(hook)
""".replace("{mark!r}", repr(MARK))
MAIN = "from chatlint.__main__ import main\nsys.exit(main())"


def audited(
    code: str, *arguments: str, cwd: Path, git_is_fine: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in ``cwd``, with a word on standard error about all that is forbidden."""
    return subprocess.run(
        [sys.executable, "-c", f"{HOOK}\n{code}", *arguments],
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(cwd.parent / "home"),
            "OWN": str(ROOT),
            "CHATLINT_CACHE_DIR": str(cwd.parent / "store"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "ALLOWED": "git" if git_is_fine else "",
            "TMPDIR": str(cwd.parent),
        },
        capture_output=True,
        text=True,
        check=False,
    )


HOUSE_RULE = """\
schema: 1
id: SHOP001
name: guest-only
severity: warning
summary: Only guests.
rationale: Others have an account.
source: https://wiki.example.com
at: ParticipantDetails.DisplayName
check: {allowed: [Jane]}
examples:
  good: ["ParticipantDetails: {DisplayName: Jane}"]
  bad: ["ParticipantDetails: {DisplayName: «John»}"]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A repository that would have its code run wherever that could be, and templates in it."""
    tree = tmp_path / "tree"
    for name in ("rules", "chatlint", "sub"):
        (tree / name).mkdir(parents=True)
    evil = f"mark = {MARK!r}\nopen('PWNED', 'w').close()\n"
    for name in (
        *("conftest.py", "setup.py", "click.py", "yaml.py", "evil.py", "sitecustomize.py"),
        *("rules/__init__.py", "rules/kinds.py", "chatlint/rules.py", "chatlint_evil.pth"),
    ):
        (tree / name).write_text(evil)
    (tree / "rules" / "SHOP001-guest-only.yaml").write_text(HOUSE_RULE)
    (tree / ".chatlint.yaml").write_text("rules: [rules]\nbaseline: sub/accepted.json\n")
    (tree / "sub" / "accepted.json").write_text('{"version": 1, "findings": []}')
    (tree / "a.yaml").write_text(BROKEN.replace("InstanceId", "instanceId"))
    (tree / "clean.yaml").write_text(CLEAN)
    (tree / "b.json").write_text('{"InstanceId": "x", "ContactFlowId": "y"}')
    (tree / "c.md").write_text(f"```json\n{{{MARK!r}: 1}}\n```\n")
    (tree / "d.py").write_text(f"c.start_chat_contact(InstanceId='x')\n{evil}")
    (tree / "link.yaml").symlink_to("/etc/passwd")
    (tree / "out").symlink_to("/etc")
    git("init", "-q", cwd=tree)
    git("add", "a.yaml", cwd=tree)
    git("commit", "-q", "-m", "One", cwd=tree)
    (tree / ".git" / "hooks" / "pre-commit").write_text(f"#!/bin/sh\n# {MARK}\ntouch PWNED\n")
    yield tree
    assert not list(tmp_path.rglob("PWNED"))


RUNS = {
    "check": (1, "check", "."),
    "formats": (1, "check", ".", *(f"--format={each}={each}.out" for each in ("sarif", "html"))),
    "all forms": (2, "check", ".", "c.md", "d.py", "b.json", "gone"),
    "fix": (1, "check", "--fix", "--unsafe-fixes", "."),
    "diff": (1, "check", "--diff", "."),
    "several": (1, "check", "--jobs", "4", "many"),
    "since": (1, "check", "--since", "HEAD", "."),
    "add ignore": (0, "check", "--add-ignore", "for now", "--isolated", "a.yaml"),
    "baseline": (0, "check", "--write-baseline", "."),
    "isolated": (1, "check", "--isolated", "."),
    "config": (0, "config", "sub/b.yaml"),
    "test": (0, "test", "rules"),
    "init": (2, "init"),
    "explain": (0, "explain", "CHAT401"),
    "rules": (0, "rules"),
    "schema": (0, "schema", "config"),
}  # fmt: skip


@pytest.mark.parametrize("name", mostly_slow(RUNS, "all forms,fix,several,since,config,test"))
def test_nothing_is_run_nothing_is_sent_and_nothing_is_touched_outside(
    tree: Path, name: str
) -> None:
    code, *arguments = RUNS[name]
    if "many" in arguments:
        (tree / "many").mkdir()
        for number in range(700):
            (tree / "many" / f"{number}.yaml").write_text(BROKEN)
    done = audited(MAIN, *map(str, arguments), cwd=tree, git_is_fine=name == "since")
    assert "AUDIT" not in done.stderr
    assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize(
    "config",
    [
        "extends: ../../../../../../etc/passwd",
        "extends: out/passwd",
        "extends: /etc/passwd",
        "extends: https://example.com/x.yaml",
        "extends: ${HOME}/x.yaml",
        "extends: ~/x.yaml",
        "rules: [out]",
        "rules: [/etc]",
        "rules: [../..]",
        "baseline: ../../x.json",
        "baseline: out/passwd",
        "plugins: [evil]",
        "plugins: [./evil.py]",
        "plugins: ['../tree']",
        "output: ../x.sarif",
        "format: sarif=x",
        "cache-dir: /tmp",
        "max-depth: 1000",
        "include: ['../**']",
        "exclude: ['/etc/*']",
        "rules: !!python/object/apply:os.system ['touch PWNED']",
    ],
)
@pytest.mark.parametrize(
    "file", [".chatlint.yaml", pytest.param("pyproject.toml", marks=pytest.mark.slow)]
)
def test_no_configuration_reaches_out(tree: Path, config: str, file: str) -> None:
    key, _, value = config.partition(": ")
    if file == "pyproject.toml":
        (tree / ".chatlint.yaml").unlink()
        value = value if value[0] == "[" else repr(value)
        config = f"[tool.chatlint]\n{key} = {value}"
    (tree / file).write_text(f"{config}\n")
    for arguments in (("check", "--fix", "."), ("config", "a.yaml")):
        done = audited(MAIN, *arguments, cwd=tree)
        assert "AUDIT" not in done.stderr
        assert "root:" not in done.stdout + done.stderr
        assert done.returncode == 2 or key == "exclude"


@pytest.mark.parametrize(
    "arguments",
    [
        ("config", "a.yaml"),
        pytest.param(("check", "."), marks=pytest.mark.slow),
        pytest.param(("check", "--fix", "a.yaml"), marks=pytest.mark.slow),
        pytest.param(("test", "."), marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_hostile_configurations_do_nothing(
    shared: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    folders = [each for each in (shared / "hostile" / "H").iterdir() if each.is_dir()]
    assert len(folders) >= 10
    for folder in folders:
        tree = tmp_path / "trees" / folder.name
        shutil.copytree(folder, tree)
        (tree / "a.yaml").write_text(BROKEN)
        (tree / "secret.txt").write_text(f"root: {MARK}\n")
        before = sorted(tmp_path.rglob("*"))
        done = audited(MAIN, *arguments, cwd=tree)
        assert "AUDIT" not in done.stderr, folder.name
        assert "root:" not in done.stdout + done.stderr, folder.name
        assert done.returncode == 2, folder.name
        assert sorted(tmp_path.rglob("*")) == before, folder.name


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.path.insert(0, ''); import evil",
        "exec(open('evil.py').read())",
        "exec(compile(open('evil.py').read(), 'x', 'exec'))",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/etc/passwd')",
        "open('out/passwd')",
        "open('../x', 'w')",
        "import os; os.mkdir('../x')",
        "import os; os.rename('a.yaml', '../a.yaml')",
        "import os\nif not os.fork(): open('../x', 'w'); os._exit(0)\nelse: os.wait()",
    ],
)
def test_what_is_forbidden_is_seen(tree: Path, code: str) -> None:
    assert "AUDIT" in audited(code, cwd=tree).stderr
    for path in (tree / "PWNED", tree.parent / "x"):
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
