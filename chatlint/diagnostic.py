"""Deprecated import path for plug-ins: import `Problem` from `chatlint`. Goes with 0.3."""

import warnings

from chatlint.model.diagnostic import Diagnostic as Diagnostic
from chatlint.model.diagnostic import Failure as Failure
from chatlint.model.diagnostic import Part as Part
from chatlint.model.diagnostic import Problem as Problem
from chatlint.model.diagnostic import RelatedPath as RelatedPath
from chatlint.model.diagnostic import Severity as Severity

warnings.warn(
    "chatlint.diagnostic is deprecated and goes with 0.3; import Problem and others from chatlint",
    DeprecationWarning,
    stacklevel=2,
)
