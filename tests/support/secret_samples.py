"""Secrets that were never issued, and what the rules about secrets find.

Every token here is put together when the tests run, so that no scanner takes this file for a leak,
and none was ever issued but the first GitHub token, which was published as a sample.
"""

import base64
import json
import random
import zlib
from typing import Any

from chatlint.linter.engine.engine import Engine
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules

RULES = {rule.id: rule for rule in load_shipped_rules() if rule.group == "safety"}
ENGINE = Engine(RULES.values(), standard_vocabulary(load_api()))
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HEX = "0123456789abcdef"
LETTERS = BASE62[10:]


def problems(rule: str, request: dict[str, Any]) -> list[Any]:
    """What the rule of this id finds in ``request``."""
    return [finding.problem for finding in ENGINE.run_alone(RULES[rule], request)]


def named(rule: str, value: object, key: str = "note") -> list[str]:
    """What the rule calls an attribute of this value."""
    return [problem.detail for problem in problems(rule, {"Attributes": {key: value}})]


def jumble(length: int, alphabet: str = BASE62) -> str:
    return "".join(random.Random(length).choices(alphabet, k=length))


def checked(prefix: str) -> str:
    """A token of GitHub's and npm's form, with its checksum."""
    body = jumble(30)
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return prefix + body + digits.rjust(6, "0")


def jwt(header: object, payload: object = None) -> str:
    parts = [json.dumps(header), json.dumps(payload or {"sub": "nobody"})]
    coded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, jumble(43)])


SECRETS = [
    ("an AWS access key id", "AK" + "IA" + jumble(16, BASE32)),
    ("a temporary AWS access key id", "AS" + "IA" + jumble(16, BASE32)),
    ("a GitHub token", "gh" + "p_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"),
    ("a GitHub token", checked("gh" + "o_")),
    ("a GitHub token", checked("gh" + "u_")),
    ("a GitHub token", checked("gh" + "s_")),
    ("a GitHub token", checked("gh" + "r_")),
    ("a GitHub token", "github" + "_pat_" + jumble(22) + "_" + jumble(59)),
    ("a GitLab token", "gl" + "pat-" + jumble(20)),
    ("a Slack token", "xo" + "xb-" + "48151623429-48151623430-" + jumble(24)),
    ("a Slack token", "xo" + "xp-" + "48151623429-48151623430-48151623431-" + jumble(32, HEX)),
    ("a Slack token", "xa" + "pp-1-" + jumble(11, BASE32) + "-4815162342108-" + jumble(64, HEX)),
    (
        "the address of a Slack webhook",
        "https://hooks.slack" + ".com/services/T" + jumble(8) + "/B" + jumble(9) + "/" + jumble(24),
    ),
    ("a Stripe key", "sk_" + "live_" + jumble(24)),
    ("a Stripe key", "rk_" + "live_" + jumble(99)),
    ("a Google API key", "AI" + "za" + jumble(35)),
    ("an npm token", checked("np" + "m_")),
    ("a PyPI token", "pypi" + "-AgEIcHlwaS5vcmc" + jumble(120)),
    ("a SendGrid key", "S" + "G." + jumble(22) + "." + jumble(43)),
    ("a Twilio key", "S" + "K" + jumble(32, HEX)),
    ("an OpenAI key", "sk-" + "proj-" + jumble(58) + "T3Blbk" + "FJ" + jumble(58)),
    ("a Hugging Face token", "h" + "f_" + jumble(34, LETTERS)),
    ("a Hugging Face token", "api" + "_org_" + jumble(34, LETTERS)),
    ("a Square token", "sq0" + "atp-" + jumble(22)),
    ("a Square token", "sq0" + "csp-" + jumble(43)),
    ("a Shopify token", "shp" + "at_" + jumble(32, HEX)),
    ("a DigitalOcean token", "do" + "p_v1_" + jumble(64, HEX)),
    ("a Vault token", "hv" + "s." + jumble(95)),
    ("an Anthropic key", "sk-" + "ant-" + "api03-" + jumble(93) + "AA"),
    ("a private key", "-----BEGIN " + "PRIVATE KEY-----\n" + jumble(64) + "\n"),
    ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----\\n" + jumble(64) + "\\n"),
    (
        "a private key",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
        "DEK-Info: AES-128-CBC,0011\n\n" + jumble(64) + "==\n-----END",
    ),
    ("a private key", "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----\n\n" + jumble(64)),
    *(("a JWT", jwt({"alg": "HS256", "kid": "k" * length})) for length in range(4)),
]


def windows(secret: str) -> set[str]:
    """Every part of ``secret`` of eight characters."""
    return {secret[start : start + 8] for start in range(len(secret) - 7)}
