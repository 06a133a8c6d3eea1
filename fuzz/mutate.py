"""Changes the code in small ways, one at a time, and sees whether a test notices.

``python fuzz/mutate.py [MODULE...]``, for example ``kinds/sizes.py``; by default all of ``TESTS``.
Nothing is written: a forked process that runs the tests is given the changed module when it imports
it. Texts, annotations, assertions and what only a type checker reads stay as they are.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.abc
import importlib.machinery
import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "chatlint"

READERS = ("yaml_reader", "yaml_places", "yaml_scanners", "yaml_limits", "yaml_syntax")
TESTS: Mapping[str, Sequence[str]] = {
    "alike.py": ("alike", "quick"),
    "dialect.py": ("dialect",),
    "editing.py": ("fixing", "mending"),
    "fixing.py": ("fixing", "mending"),
    "kinds/chat.py": ("kinds_chat", "rule_examples"),
    "kinds/choice.py": ("kinds_shape", "kinds_chat", "rule_examples"),
    "kinds/content.py": ("kinds_chat", "rule_examples"),
    "kinds/identifiers.py": ("kinds_identifiers", "rule_examples"),
    "kinds/keys.py": ("kinds_attributes", "rule_examples", "quick"),
    "kinds/segments.py": ("kinds_attributes", "rule_examples"),
    "kinds/shape.py": ("kinds_shape", "boundaries", "quick", "rule_examples"),
    "kinds/sizes.py": ("kinds_attributes", "rule_examples"),
    "mending.py": ("mending",),
    "quick.py": ("quick", "engine", "rule_examples", "kinds_shape"),
    "readers/characters.py": ("scalar_characters", "forms_alike"),
    "readers/json.py": ("json_reader", "json_syntax", "suites"),
    "readers/yaml_composer.py": (*READERS, "dialect", "suites"),
    "readers/yaml_lines.py": ("yaml_lines", "yaml_scanners", "suites"),
    "readers/yaml_mapping.py": (*READERS, "suites"),
    "readers/yaml_scanners.py": (*READERS, "suites"),
    "regular.py": ("regular", "quick"),
    "removing.py": ("fixing", "mending"),
    "scalar.py": ("scalar", "yaml_reader"),
}
"""The tests that are to notice, from the quickest and most likely on."""

_SWAPPED: Mapping[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Mod: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Continue: ast.Break,
    ast.Break: ast.Continue,
}
_OTHER_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
# A mutant that takes three times as long as the module as it is, and longer than this, is dead.
_LEAST_SECONDS = 10
_MOST_BYTES = 2**31


class Mutant(NamedTuple):
    """A small change: ``holder`` has ``new`` for ``old``; both in words, and the line."""

    holder: ast.AST
    field: str
    at: int | None
    new: ast.AST
    line: int
    words: str

    def applied(self, value: Any) -> None:
        """Put ``value`` in its place."""
        if self.at is None:
            setattr(self.holder, self.field, value)
        else:
            getattr(self.holder, self.field)[self.at] = value

    @property
    def old(self) -> Any:
        """What stands there."""
        found = getattr(self.holder, self.field)
        return found if self.at is None else found[self.at]


def mutants(tree: ast.AST) -> Iterator[Mutant]:
    """All changes of ``tree``, in the order of its text."""
    found: list[Mutant] = []
    todo: list[tuple[ast.AST, int]] = [(tree, 0)]
    for node, above in todo:  # it grows while it is read
        line = getattr(node, "lineno", above)
        for field, index, child in _children(node):
            if _is_left_alone(node, field, child):
                continue
            todo.append((child, line))
            here = getattr(child, "lineno", line)
            for new in _changes(child, node):
                words = f"{_shown(child)}  ->  {_shown(new)}"
                found.append(Mutant(node, field, index, new, here, words))
    return iter(sorted(found, key=lambda each: each.line))


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            found = ((field, n, each) for n, each in enumerate(value) if isinstance(each, ast.AST))
            yield from found


def _is_left_alone(parent: ast.AST, field: str, child: ast.AST) -> bool:
    if field in ("annotation", "returns", "decorator_list", "msg"):
        return True
    if isinstance(child, (ast.Assert, ast.Import, ast.ImportFrom)):
        return True
    is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
    return is_text or (isinstance(child, ast.If) and _shown(child.test) == "TYPE_CHECKING")


def _changes(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of ``node``."""
    if swapped := _SWAPPED.get(type(node)):
        yield swapped()
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
    if isinstance(node, ast.Name) and node.id in _OTHER_NAMES:
        yield ast.Name(_OTHER_NAMES[node.id], node.ctx)
    if isinstance(node, ast.Expr):
        yield ast.Pass()  # a call or a yield less
    if isinstance(node, ast.Return) and node.value and _shown(node.value) != "None":
        yield ast.Return(ast.Constant(None))
    if isinstance(parent, (ast.If, ast.IfExp, ast.While)) and node is parent.test:
        yield from _other_tests(node)


def _other_tests(test: ast.AST) -> Iterator[ast.AST]:
    """The opposite of a condition, where no part of it gives that anyway."""
    assert isinstance(test, ast.expr)
    is_simple = not isinstance(test, (ast.Compare, ast.UnaryOp, ast.BoolOp))
    if is_simple or (isinstance(test, ast.Compare) and len(test.ops) > 1):
        yield ast.UnaryOp(ast.Not(), test)


def _shown(node: ast.AST) -> str:
    if isinstance(node, (ast.operator, ast.cmpop, ast.boolop)):
        return type(node).__name__
    text = ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]
    return text if len(text) < 70 else f"{text[:70]}…"


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the module ``name`` the code ``tree``."""

    def __init__(self, name: str, file: Path, tree: ast.Module) -> None:
        self._name, self._file, self._tree = name, file, tree

    def find_spec(
        self, name: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        spec = importlib.machinery.ModuleSpec(name, self, origin=str(self._file))
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, self._file, "exec"), module.__dict__)


def _passes(seconds: int, name: str, file: Path, tree: ast.Module, tests: Sequence[str]) -> None:
    """Run ``tests`` in this process, and end it as they end."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    sys.meta_path.insert(0, _Importer(name, file, tree))
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    with contextlib.suppress(SystemExit):
        options = ("-x", "-q", "--assert=plain", "--hypothesis-profile=mutants")
        os._exit(int(pytest.main([*options, *tests]) != 0))
    os._exit(1)


def _survives(seconds: int, *given: Any) -> bool:
    """Whether the tests pass within so many seconds of the processor."""
    process = multiprocessing.get_context("fork").Process(target=_passes, args=(seconds, *given))
    process.start()
    process.join(10 * seconds)  # one that sleeps needs no processor
    process.kill()
    process.join()
    return process.exitcode == 0


def tried(module: str) -> tuple[int, list[Mutant]]:
    """How many mutants ``module`` has, and those that no test notices."""
    file = PACKAGE / module
    name = "chatlint." + module.removesuffix(".py").replace("/", ".")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tests = [str(ROOT / "tests" / f"test_{each}.py") for each in TESTS[module]]
    before = _seconds()
    if not _survives(600, name, file, tree, tests):
        sys.exit(f"{module}: its tests fail as it is")
    seconds = max(_LEAST_SECONDS, 3 * round(_seconds() - before))
    count, left = 0, []
    for mutant in mutants(tree):
        count += 1
        old = mutant.old
        mutant.applied(mutant.new)
        ast.fix_missing_locations(tree)
        if _survives(seconds, name, file, tree, tests):
            left.append(mutant)
            print(f"{module}:{mutant.line}: {mutant.words}", flush=True)
        mutant.applied(old)
    return count, left


def _seconds() -> float:
    """What the processes that ended had of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _warm_up() -> None:
    """Import what all the tests need, so that each process has it; chatlint is not among it."""
    for name in ("botocore.model", "botocore.validate", "botocore.loaders", "ruamel.yaml", "yaml"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    settings.register_profile(
        "mutants",
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # it matters that a test fails, not for what
    )


def main(modules: Sequence[str]) -> None:
    """Tell what no test notices, and how much of all that is."""
    _warm_up()
    every = dead = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        for module in modules or TESTS:
            count, left = tried(module)
            every, dead = every + count, dead + count - len(left)
            print(f"{module}: {count - len(left)} of {count} noticed", flush=True)
    print(f"score: {100 * dead / max(every, 1):.1f} % of {every}")


if __name__ == "__main__":
    main(sys.argv[1:])
