"""Finds the configuration that applies to the files of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from chatlint.files.folder_walk import CONFIG_FILE
from chatlint.files.paths import current_folder
from chatlint.model.errors import UserError
from chatlint.project.config.pyproject import PYPROJECT, TABLE_HINT

if TYPE_CHECKING:
    from chatlint.aws.model import ApiModel
    from chatlint.project.config.config import Config
    from chatlint.project.config.config_file import ConfigFile
    from chatlint.rules.rule import Rule

_MISNAMED = ".chatlint.yml"
_MAX_BYTES = 1024 * 1024  # how much of a pyproject.toml is searched for the table


class ConfigFinder:
    """Finds and loads the configurations of one run, each once.

    Args:
        explicit: The file that applies to all folders, if the user named one.
        isolated: Use no configuration.
    """

    def __init__(self, explicit: str | None = None, *, isolated: bool = False) -> None:
        self.current_folder = os.path.realpath(current_folder())
        self._explicit = explicit
        self._isolated = isolated
        self._nearest: dict[str, Config | None] = {}
        self._roots: dict[str, str | None] = {}

    def config_for(self, folder: str) -> Config | None:
        """Return the configuration for the files in ``folder``, a real path.

        Raises:
            UserError: It is invalid.
        """
        if self._isolated:
            return None
        if self._explicit is not None:
            return self._explicit_config
        if folder not in self._nearest:
            self._nearest[folder] = self._find_nearest(folder)
        return self._nearest[folder]

    @cached_property
    def root(self) -> str:
        """The root of the current folder's repository; outside a repository, the folder itself."""
        return self._find_root(self.current_folder) or self.current_folder

    def writable_file(self, config: Config | None) -> ConfigFile:
        """Return the file of ``config``; without one, the file to create.

        Raises:
            UserError: Configurations are not used in this run.
        """
        if config:
            return config.file
        if self._isolated:
            raise UserError("there is no configuration to write to", hint="leave out --isolated")
        from chatlint.project.config.config_file import parse_file

        path = os.path.join(self.root, CONFIG_FILE)
        file = parse_file(path, self.relative_name(path), b"")
        assert file is not None  # only TOML files may lack settings of chatlint
        return file

    @property
    def loaded_configs(self) -> Iterable[Config]:
        """The configurations loaded so far, each once."""
        found = [self._explicit_config] if self._explicit is not None else self._nearest.values()
        return {each.name: each for each in found if each}.values()

    @cached_property
    def nearest(self) -> Config | None:
        """The configuration nearest to the current folder, which sets `RUN_WIDE` keys."""
        return self.config_for(self.current_folder)

    @cached_property
    def _explicit_config(self) -> Config | None:
        """The configuration that the user named; its patterns start at the current folder."""
        assert self._explicit is not None
        path = os.path.realpath(self._explicit)
        root = self._find_root(os.path.dirname(path)) or os.path.dirname(path)
        found = self._load(path, self._explicit, root, self.current_folder)
        if found is None:
            raise UserError("says nothing about chatlint", self._explicit)
        return found

    def _find_nearest(self, folder: str) -> Config | None:
        root = self._find_root(folder)
        if root is None:
            return None
        return self._load_from(folder, root) or (
            None if folder == root else self.config_for(os.path.dirname(folder))
        )

    def _load_from(self, folder: str, root: str) -> Config | None:
        """Load the configuration in ``folder`` itself, if there is one."""
        path = os.path.join(folder, CONFIG_FILE)
        if os.path.lexists(path):
            return self._load(
                self._resolve_inside(root, path), self.relative_name(path), root, folder
            )
        misnamed = os.path.join(folder, _MISNAMED)
        if os.path.lexists(misnamed):
            hint = f"rename it to {CONFIG_FILE}"
            raise UserError(
                "a configuration is not read by this name", self.relative_name(misnamed), hint
            )
        path = os.path.join(folder, PYPROJECT)
        if _may_configure_chatlint(path):
            return self._load(
                self._resolve_inside(root, path), self.relative_name(path), root, folder
            )
        return None

    def _resolve_inside(self, root: str, path: str) -> str:
        """Return the real path of ``path``; raise a UserError if it is outside ``root``."""
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
        """The rules shipped with chatlint."""
        from chatlint.rules.loader import load_shipped_rules

        return load_shipped_rules()

    @cached_property
    def api(self) -> ApiModel:
        """The API model that rules refer to."""
        from chatlint.rules.loader import load_api

        return load_api()

    def _find_root(self, folder: str) -> str | None:
        """Return the folder where the search from ``folder`` ends.

        That is the root of its repository, else the current folder if it is at or above
        ``folder``, else None.
        """
        if folder not in self._roots:
            above = os.path.dirname(folder)
            if os.path.lexists(os.path.join(folder, ".git")):
                self._roots[folder] = folder
            elif above != folder:
                self._roots[folder] = self._find_root(above)
            else:
                self._roots[folder] = None
        return self._roots[folder] or self._current_folder_above(folder)

    def _current_folder_above(self, folder: str) -> str | None:
        inside = folder == self.current_folder or folder.startswith(
            self.current_folder.rstrip("/") + "/"
        )
        return self.current_folder if inside else None

    def relative_name(self, path: str) -> str:
        """Return ``path`` relative to the current folder, as messages show it."""
        return os.path.relpath(path, self.current_folder).replace(os.sep, "/")


def _may_configure_chatlint(path: str) -> bool:
    """Whether the pyproject.toml ``path`` may have the table; avoids importing `tomllib`."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return TABLE_HINT.search(file.read(_MAX_BYTES)) is not None
    except OSError:
        return False
