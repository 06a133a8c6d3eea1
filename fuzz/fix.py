"""Whatever bytes a file holds, its fixes are made once for all, and change only what they name."""

from __future__ import annotations

from io import BytesIO

from driver import Target, fuzz
from seeds import Seed, seeds


def fixing() -> Target:
    """The target: it fixes a file by safe fixes, and by all."""
    from chatlint.edits.apply import apply_fixes
    from chatlint.linter.file_linter import read_source
    from chatlint.linter.fixes.fix_loop import TOO_MANY, fix_text
    from chatlint.linter.linter import Linter
    from chatlint.model.diagnostic import Fix
    from chatlint.model.source import Source

    linter = Linter()
    fatal = {rule.id for rule in linter.rules if rule.is_fatal}

    def outside(text: str, fixes: list[Fix]) -> None:
        """See to it that what no edit names is as it was."""
        changed, made = apply_fixes(text, fixes)
        edits = sorted(
            (e for n in made for e in fixes[n].edits), key=lambda e: e.span, reverse=True
        )
        for (start, end), new in edits:
            tail = len(text) - end
            assert changed[len(changed) - tail :] == text[end:]
            at = len(changed) - tail - len(new)
            assert changed[at : at + len(new)] == new
            text, changed = text[:start], changed[:at]
        assert changed == text

    def fix(name: str, data: bytes) -> None:
        source = read_source(linter, name, BytesIO(data))
        outside(source.text, [each.fix for each in linter.check(source).diagnostics if each.fix])
        for unsafe in (False, True):
            mended = fix_text(source, linter, unsafe=unsafe)
            if mended.source == source:
                continue
            assert not fatal & {each.rule for each in mended.everything.diagnostics}
            if not any(each.reason == TOO_MANY for each in mended.left):
                assert fix_text(mended.source, linter, unsafe=unsafe).source == mended.source
            assert Source.from_bytes(name, mended.source.text.encode()) == mended.source

    return fix


def fixable() -> list[Seed]:
    """The seeds in which there is something to fix."""
    from chatlint.linter.file_linter import read_source
    from chatlint.linter.linter import Linter

    linter = Linter()

    def has_fix(seed: Seed) -> bool:
        found = linter.check(read_source(linter, seed.name, BytesIO(seed.data))).diagnostics
        return any(each.fix for each in found)

    return [seed for seed in seeds() if has_fix(seed)]


if __name__ == "__main__":
    # Where most fixes do harm, it is found out one by one, and that several times here.
    fuzz(fixing, seconds=60, start=fixable)
