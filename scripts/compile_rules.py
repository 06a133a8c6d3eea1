"""Puts the compiled rules into the wheel while it is built; hatchling calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface[Any]):
    """Adds `chatlint.version.COMPILED`; an editable install goes by the files in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from chatlint.rules.loader import read_shipped_files
        from chatlint.version import COMPILED

        self._folder = TemporaryDirectory()
        compiled = Path(self._folder.name) / COMPILED
        compiled.write_text(json.dumps(read_shipped_files()), encoding="ascii")
        build_data["force_include"][str(compiled)] = f"chatlint/data/rules/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()
