"""Which configuration counts for the files of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from chatlint.files.discovery import CONFIG_FILE, current_folder
from chatlint.model.errors import UserError
from chatlint.model.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from chatlint.aws.model import ApiModel
    from chatlint.project.config.config import Config
    from chatlint.project.config.config_file import ConfigFile
    from chatlint.rules.rule import Rule

_PYPROJECT = "pyproject.toml"
_MISNAMED = ".chatlint.yml"
_MAX_BYTES = 1024 * 1024  # bytes of a pyproject.toml that are searched for its table
# Where the table may stand in TOML, and little more; a script named chatlint is no reason to look.
_TABLE = lazy_regex(
    rb"""
      tool["']?\s*\.\s*["']?chatlint\b
    | ^\s*\[\s*["']?tool["']?\s*\]
    | ^\s*["']?tool["']?\s*[.=]
    """,
    re.MULTILINE | re.VERBOSE,
)


class ConfigFinder:
    """The configurations of one run, each read once and only where there is one.

    Args:
        only: the one file that counts for all folders, if the user named one.
        isolated: whether none counts.
    """

    def __init__(self, only: str | None = None, *, isolated: bool = False) -> None:
        self.current_folder = os.path.realpath(current_folder())
        self._only = only
        self._isolated = isolated
        self._nearest: dict[str, Config | None] = {}
        self._roots: dict[str, str | None] = {}

    def config_for(self, folder: str) -> Config | None:
        """The configuration for the files in ``folder``, a real path.

        Raises:
            UserError: it is wrong.
        """
        if self._isolated:
            return None
        if self._only is not None:
            return self._named
        if folder not in self._nearest:
            self._nearest[folder] = self._find(folder)
        return self._nearest[folder]

    @cached_property
    def root(self) -> str:
        """The folder of the repository that the current folder is in; without one, that folder."""
        return self._root(self.current_folder) or self.current_folder

    def writable_file(self, config: Config | None) -> ConfigFile:
        """The file of ``config``, or the one there will be where there is no configuration.

        Raises:
            UserError: none counts.
        """
        if config:
            return config.file
        if self._isolated:
            raise UserError("there is no configuration to write to", hint="leave out --isolated")
        from chatlint.project.config.config_file import parse_file

        path = os.path.join(self.root, CONFIG_FILE)
        file = parse_file(path, self.relative_name(path), b"")
        assert file is not None  # only TOML may have nothing to say of chatlint
        return file

    @property
    def loaded_configs(self) -> Iterable[Config]:
        """Those that were found so far, each once."""
        found = [self._named] if self._only is not None else self._nearest.values()
        return {each.name: each for each in found if each}.values()

    @cached_property
    def nearest(self) -> Config | None:
        """The one nearest the current folder, whose words count for the whole run."""
        return self.config_for(self.current_folder)

    @cached_property
    def _named(self) -> Config | None:
        """The configuration the user named, for the tree below the current folder."""
        assert self._only is not None
        path = os.path.realpath(self._only)
        root = self._root(os.path.dirname(path)) or os.path.dirname(path)
        found = self._load(path, self._only, root, self.current_folder)
        if found is None:
            raise UserError("says nothing about chatlint", self._only)
        return found

    def _find(self, folder: str) -> Config | None:
        root = self._root(folder)
        if root is None:
            return None
        return self._in(folder, root) or (
            None if folder == root else self.config_for(os.path.dirname(folder))
        )

    def _in(self, folder: str, root: str) -> Config | None:
        """The configuration that lies in ``folder``."""
        path = os.path.join(folder, CONFIG_FILE)
        if os.path.lexists(path):
            return self._load(self._inside(root, path), self.relative_name(path), root, folder)
        misnamed = os.path.join(folder, _MISNAMED)
        if os.path.lexists(misnamed):
            hint = f"rename it to {CONFIG_FILE}"
            raise UserError(
                "a configuration is not read by this name", self.relative_name(misnamed), hint
            )
        path = os.path.join(folder, _PYPROJECT)
        if _may_configure_chatlint(path):
            return self._load(self._inside(root, path), self.relative_name(path), root, folder)
        return None

    def _inside(self, root: str, path: str) -> str:
        """The real path of ``path``, if that is in ``root``."""
        real = os.path.realpath(path)
        if not real.startswith(root.rstrip("/") + "/"):
            raise UserError("is a link that leads out of the project", self.relative_name(path))
        return real

    def _load(self, path: str, name: str, root: str, folder: str) -> Config | None:
        from chatlint.project.config.config import load_config

        return load_config(
            path, name=name, root=root, folder=folder, shipped=self.shipped, api=self.api
        )

    @cached_property
    def shipped(self) -> Sequence[Rule]:
        """The rules that come with chatlint."""
        from chatlint.rules.loader import load_shipped_rules

        return load_shipped_rules()

    @cached_property
    def api(self) -> ApiModel:
        """The model that rules are written against."""
        from chatlint.rules.loader import load_api

        return load_api()

    def _root(self, folder: str) -> str | None:
        """The folder that bounds the search from ``folder``: its repository's, or the current one.

        None where there is neither at or above it.
        """
        if folder not in self._roots:
            above = os.path.dirname(folder)
            if os.path.lexists(os.path.join(folder, ".git")):
                self._roots[folder] = folder
            elif above != folder:
                self._roots[folder] = self._root(above)
            else:
                self._roots[folder] = None
        return self._roots[folder] or self._here_above(folder)

    def _here_above(self, folder: str) -> str | None:
        inside = folder == self.current_folder or folder.startswith(
            self.current_folder.rstrip("/") + "/"
        )
        return self.current_folder if inside else None

    def relative_name(self, path: str) -> str:
        """``path`` as messages name it: from the current folder."""
        return os.path.relpath(path, self.current_folder).replace(os.sep, "/")


def _may_configure_chatlint(path: str) -> bool:
    """Whether it is worth while to read a pyproject.toml; most projects configure it elsewhere."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return _TABLE.search(file.read(_MAX_BYTES)) is not None
    except OSError:
        return False
