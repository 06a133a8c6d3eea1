"""Encode a request as YAML that means the same in every YAML version."""

from __future__ import annotations

import re
import sys
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter

from chatlint.parsers.yaml.dialects import describe_difference
from chatlint.parsers.yaml.scalars import resolve_scalar
from chatlint.request.record import RequestRecord

# Strings that need no quotes unless they are a keyword or number.
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*(?::[A-Za-z0-9_./+-]+)*")


def encode(request: RequestRecord) -> str:
    """Encode ``request`` as one YAML document in block style, in the order of AWS' model."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.width = sys.maxsize
    stream = StringIO()
    yaml.dump(request.to_value(), stream)
    return stream.getvalue()


class _Representer(SafeRepresenter):
    """ruamel's representer, with quotes around strings that some parser reads as another type."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def represent_text(self, text: str) -> Any:
        plain = (
            _PLAIN.fullmatch(text)
            and resolve_scalar(text) == text
            and not describe_difference(text)
        )
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')

    def represent_members(self, mapping: dict[str, Any]) -> Any:
        return self.represent_mapping("tag:yaml.org,2002:map", list(mapping.items()))


_Representer.add_representer(str, _Representer.represent_text)
_Representer.add_representer(dict, _Representer.represent_members)
