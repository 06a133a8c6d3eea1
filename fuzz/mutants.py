"""Runs the tests that are to notice what cosmic-ray changed; `fuzz/mutants.toml` says what it may.

To be run at the top of a clone, where nothing else is changed, and which is installed as editable
itself: tests that start chatlint in another folder are to get what is changed, too.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

CHAT = ("kinds_chat", "boundaries", "rule_files", "rule_examples")
SHAPE = ("kinds_shape", "boundaries", "quick", "rule_files", "rule_examples")
SPENT = ("kinds_attributes", "boundaries", "rule_files", "rule_examples")
SECRETS = ("kinds_secrets", "kinds_safety", "masking", "rule_files", "rule_examples")
MENDING = ("fixing", "styles", "mending")
COMMENTS = ("yaml_layout", "suppression", "add_ignore")
JSON = ("json_reader", "json_syntax", "suites")
YAML = ("yaml_reader", "yaml_places", "yaml_syntax", "yaml_limits", "yaml_scanners", "suites")
TESTS: Mapping[str, Sequence[str]] = {
    "alike.py": ("quick", "alike"),
    "dialect.py": ("dialect",),
    "editing.py": MENDING,
    "fixing.py": MENDING,
    "kinds/__init__.py": ("engine", "kinds_shape", "house_rules", "quick", "alike", "manual"),
    "kinds/characters.py": (*SPENT, *CHAT, "characters"),
    "kinds/chat.py": CHAT,
    "kinds/choice.py": (*SHAPE, *CHAT),
    "kinds/content.py": CHAT,
    "kinds/fillers.py": ("kinds_safety", "kinds_shape", "rule_files", "rule_examples"),
    "kinds/identifiers.py": ("kinds_identifiers", "rule_files", "rule_examples"),
    "kinds/keys.py": (*SPENT, "quick"),
    "kinds/names.py": SECRETS,
    "kinds/safety.py": SECRETS,
    "kinds/secrets.py": SECRETS,
    "kinds/segments.py": (*SPENT, "kinds_shape"),
    "kinds/shape.py": SHAPE,
    "kinds/sizes.py": SPENT,
    "kinds/texts.py": (*SPENT, *SECRETS),
    "kinds/token_forms.py": SECRETS,
    "kinds/versions.py": SHAPE,
    "mending.py": MENDING,
    "outline.py": MENDING,
    "quick.py": ("quick", "engine", "rule_examples", "kinds_shape"),
    "readers/__init__.py": ("readers", *YAML, *JSON, "records", "engine", "cli"),
    "readers/characters.py": ("scalar_characters", "forms_alike"),
    "readers/json.py": JSON,
    "readers/json_syntax.py": JSON,
    "readers/records.py": ("records",),
    "readers/yaml.py": (*YAML, "yaml_lines"),
    "readers/yaml_causes.py": YAML,
    "readers/yaml_composer.py": (*YAML, "dialect"),
    "readers/yaml_layout.py": COMMENTS,
    "readers/yaml_lines.py": (*YAML, "yaml_lines"),
    "readers/yaml_mapping.py": YAML,
    "readers/yaml_places.py": (*YAML, *MENDING),
    "readers/yaml_scanners.py": YAML,
    "readers/yaml_syntax.py": YAML,
    "regular.py": ("regular", "quick"),
    "removing.py": MENDING,
    "scalar.py": ("scalar", "yaml_reader", "dialect"),
}
"""The tests of each module of the package, from the quickest and most likely on."""
_SECONDS = 60  # of the processor; what takes longer is a change that does not end
_BYTES = 2**31


def main() -> int:
    """Run the tests of the module that is changed, or all if none is."""
    asked = ("git", "diff", "--name-only", "--relative=chatlint")
    changed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    named = dict.fromkeys(name for module in changed or TESTS for name in TESTS[module])
    if changed:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    options = ("-x", "--assert=plain", "-p", "no:cacheprovider", "--hypothesis-profile=mutants")
    return pytest.main([*options, *(f"tests/test_{name}.py" for name in named)])


if __name__ == "__main__":
    sys.exit(main())
