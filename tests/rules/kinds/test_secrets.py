"""The kinds about secrets, as the shipped rules use them.

Every token here is put together when the tests run, so that no scanner takes this file for a leak,
and none was ever issued but the first GitHub token, which was published as a sample.
"""

import base64
import json
from pathlib import Path

import pytest
from command import chatlint
from secret_samples import BASE32, HEX, SECRETS, jumble, jwt, named, problems, windows

from chatlint.rules.kinds import secret_patterns


@pytest.mark.parametrize(("name", "secret"), SECRETS)
def test_a_known_form_is_named(name: str, secret: str) -> None:
    assert named("CHAT601", secret) == [name]
    assert named("CHAT601", f"Bearer {secret} ${{NAME}}") == [name]
    assert named("CHAT601", json.dumps({"token": secret})) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "AK" + "IAIOSFODNN7EXAMPLE",
        "AS" + "IAIOSFODNN7EXAMPLE",
        "AK" + "IA" + "1089" * 4,
        "AK" + "IA" + jumble(15, BASE32),
        "AK" + "IA" + jumble(17, BASE32),
        "AK" + "IA" + "A" * 16,
        "x" + "AK" + "IA" + jumble(16, BASE32),
        "gh" + "p_" + jumble(36),
        "gh" + "p_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkj" + "0mLq17",
        "np" + "m_" + jumble(36),
        "npm_config_registry",
        "gl" + "pat-" + "x" * 20,
        "xo" + "xb-your-token-goes-right-here-please",
        "hooks.slack" + ".com/services/T00000000/B00000000/" + "X" * 24,
        "sk_" + "test_" + jumble(24),
        "sk_" + "live_" + "x" * 24,
        "AI" + "zaSy" + "D" * 33,
        "T" + "ASK" + jumble(32, HEX),
        "S" + "G.one.two",
        "-----BEGIN " + "PRIVATE KEY-----\n${DATABASE_PRIVATE_KEY}\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + jumble(64),
        "-----BEGIN " + "PRIVATE KEY-----\n-----END PRIVATE KEY-----\n" + jumble(64),
        jwt({"typ": "no algorithm"}),
        jwt(["alg"]),
        "eyJ" + jumble(20) + "." + jumble(20) + "." + jumble(20),
        "eyJhbGciOiJub25lIn0",
    ],
)
def test_what_only_resembles_a_secret(text: str) -> None:
    assert named("CHAT601", text) == []


def basic(credentials: str) -> str:
    return "Basic " + base64.b64encode(credentials.encode()).decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Bearer {jumble(40)}", "a bearer token"),
        (f"authorization: bearer {jumble(40, HEX)}", "a bearer token"),
        ("Bearer 7d261e94-17bc-4f3e-96f7-f9b7541ce479", "a bearer token"),
        *((basic(f"chat-{'app'[:length]}:h4nn1bal!"), "a password") for length in range(4)),
        (basic("chät:zwölf Boxkämpfer"), "a password"),
        ("postgres://app:" + "h4nn1bal@db.shop.co.uk/chat", "a password"),
        ("https://jane%40shop:" + "se%63retpw@crm.shop.co.uk", "a password"),
        ("redis://:" + "h4nn1bal@cache:6379", "a password"),
        ("-----BEGIN PGP " + "PRIVATE KEY BLOCK-----", "a private key"),
        ("\n-----BEGIN " + "PRIVATE KEY-----\n", "a private key"),
    ],
)
def test_a_password_or_token_is_known_by_what_stands_before_it(text: str, name: str) -> None:
    assert named("CHAT601", text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Bearer ${TOKEN}",
        "Bearer {{token}}",
        "Bearer <token>",
        "Bearer your-access-token-goes-here-12345",
        "Bearer xxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "Bearer of bad news: the order is late",
        "the standard bearer HarryPotterAndTheOrderOfThePhoenix",
        basic("user:password"),
        basic("Aladdin:open sesame"),  # the sample of RFC 7617
        basic("admin:admin"),
        basic("chat:changeme"),
        basic("no colon"),
        "Basic subscription",
        "Basic ${CREDENTIALS}",
        "Basic dGVzdDoxMjPCow",  # "test:123£", the other sample
        "https://shop.co.uk:8443/a@b",
        "https://user:pass@shop.co.uk/path",
        "https://user:${PASSWORD}@shop.co.uk",
        "https://user:<password>@shop.co.uk",
        "https://user:%PASSWORD%@shop.co.uk",
        "https://user:__PASSWORD__@shop.co.uk",
        "https://user:********@shop.co.uk",
        "postgres://postgres:postgres@db/chat",
        "postgres://app:" + "h4nn1bal@localhost/chat",
        "postgres://app:" + "h4nn1bal@127.0.0.1/chat",
        "postgres://app:" + "h4nn1bal@db.example.com/chat",
        "mailto:jane@shop.co.uk",
        "http://a:b@c",
        "sq0" + "atp-your-token-goes-here-x",
        "h" + "f_" + "a" * 34,
    ],
)
def test_what_stands_for_a_password_is_none(text: str) -> None:
    assert named("CHAT601", text) == []


def test_a_key_that_is_a_secret_is_found() -> None:
    for name, secret in SECRETS[:3]:
        (problem,) = problems("CHAT601", {"Attributes": {secret: "a"}})
        assert (problem.detail, problem.part) == (name, "key")
    assert problems("CHAT601", {"Attributes": {jumble(32): "a"}}) == []


def test_the_sample_of_jwt_io_is_no_secret() -> None:
    payload = base64.b64encode(b'{"sub":"1234567890","name":"John Doe"}').decode().rstrip("=")
    header = base64.b64encode(b'{"alg":"HS256"}').decode().rstrip("=")
    assert named("CHAT601", f"{header}.{payload}.{jumble(43)}") == []
    assert named("CHAT601", f"{header}.{payload[::-1]}.{jumble(43)}") == ["a JWT"]


@pytest.mark.parametrize(
    "key",
    [
        *("token", "apiKey", "API_KEY", "client-secret", "dbPassword", "secretValue", "token2"),
        *("authorization", "Authorization", "authorization-token"),
    ],
)
def test_below_a_telling_name_a_jumble_is_a_secret(key: str) -> None:
    assert named("CHAT601", jumble(32), key) == ["what looks like a secret"]
    assert named("CHAT601", f"ApiKey {jumble(32)}", key) == ["what looks like a secret"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("order", jumble(32)),
        ("tokenCount", jumble(32)),
        ("author", jumble(32)),
        ("clientToken", jumble(32)),
        ("token", jumble(19)),
        ("token", "7d261e94-17bc-4f3e-96f7-f9b7541ce479"),
        ("token", jumble(40, HEX)),
        ("token", jumble(32).upper()),
        ("token", "TheCustomerHasForgottenIt2"),
        ("token", "Sales-Campaign-2024-Autumn-07"),
        ("token", "https://example.com/Reset2/Form7/Now"),
        ("token", jumble(16) + "${REST}" + jumble(16)),
        ("token", "a" * 20 + "B1c2"),
        ("authorization", "approved by Jane on 2024-01-31"),
        ("secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ],
)
def test_what_is_no_jumble_or_promises_none(key: str, text: str) -> None:
    assert named("CHAT601", text, key) == []


def test_two_keys_are_not_read_as_one() -> None:
    request = {"Attributes": {"client": "a", "token": jumble(32)}}
    (problem,) = problems("CHAT601", request)
    assert problem.path == ("Attributes", "token")


def test_a_client_token_is_random_by_nature() -> None:
    assert problems("CHAT601", {"ClientToken": jumble(40)}) == []


def test_a_secret_is_found_at_any_depth() -> None:
    _, secret = SECRETS[0]
    request = {
        "SegmentAttributes": {"a": {"ValueList": [{"ValueString": secret}]}},
        "Other": [secret],
    }
    assert {problem.path for problem in problems("CHAT601", request)} == {
        ("SegmentAttributes", "a", "ValueList", 0, "ValueString"),
        ("Other", 0),
    }


@pytest.mark.parametrize(
    "key",
    [
        "password", "Password", "PASSWORD", "user_password", "userPasswd", "hrToken", "apiKey",
        "APIKey", "api-key", "apikey", "accessKeyId", "ssn", "SSN", "customerSSN", "ssnLast4",
        "cvv", "cvc", "cvv2", "pin", "userPIN", "cardNumber", "credit_card_number", "dob",
        "DateOfBirth", "secret", "clientSecret", "jwt", "token.$", "passwordHash",
    ],
)  # fmt: skip
def test_a_sensitive_name(key: str) -> None:
    for member in ("Attributes", "SegmentAttributes"):
        (problem,) = problems("CHAT603", {member: {"fine": "a", key: "${VALUE}"}})
        assert (problem.path, problem.part) == ((member, key), "key")


@pytest.mark.parametrize(
    "key",
    [
        "tokenized", "tokenCount", "tokensUsed", "pinned", "shipping", "author", "secretary",
        "spinner", "opinion", "mapping", "passwordReset", "forgotPassword", "isTokenValid",
        "hasPin", "needs_password", "secretName", "cardType", "dobbin", "${token}", "pass",
        "passport", "compass", "24", "_", "-",
    ],
)  # fmt: skip
def test_a_name_that_only_sounds_so(key: str) -> None:
    assert problems("CHAT603", {"Attributes": {key: "a"}}) == []


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_no_output_repeats_a_secret_or_a_part_of_it(form: str, tmp_path: Path) -> None:
    key, token = SECRETS[0][1], jumble(40)
    body = jumble(64)
    (tmp_path / "a.yaml").write_text(
        f"""\
InstanceId: {key} # other rules object to this value as well
ContactFlowId: &flow "{key}"
ParticipantDetails: {{DisplayName: "{key}", displayname: {key}}}
Username: *flow
ChatDurationInMinutes: 5
Attributes: {{apiKey: {token}, "order id": {key}}}
InitialMessage:
  ContentType: {key}
  Content: |
    -----BEGIN {"PRIVATE"} KEY-----
    {body}
SupportedMessagingContentTypes: [{key}, "text/{key}"]
ConnectionTypes: ["{key[:4]}\\x{ord(key[4]):02x}{key[5:]}"]
""",
        encoding="utf-8",
    )
    done = chatlint("check", "--format", form, "a.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "CHAT601" in done.stdout
    assert "CHAT202" in done.stdout
    for secret in (key, token, body):
        assert not [part for part in windows(secret) if part in done.stdout + done.stderr]


def test_ignoring_the_rule_does_not_bare_the_secret(tmp_path: Path) -> None:
    _, secret = SECRETS[0]
    text = (
        f"InstanceId: a\nContactFlowId: b\nSupportedMessagingContentTypes: [text/plain, {secret}]\n"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    done = chatlint("check", "--ignore", "CHAT601", "a.yaml", cwd=tmp_path)
    assert "CHAT202" in done.stdout
    assert secret not in done.stdout


def test_a_secret_of_the_wrong_type_is_masked_all_the_same(tmp_path: Path) -> None:
    _, secret = SECRETS[0]
    text = f"InstanceId: a\nContactFlowId: b\nAttributes: {secret}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    done = chatlint("check", "a.yaml", cwd=tmp_path)
    assert "CHAT104" in done.stdout
    assert "CHAT601" in done.stdout
    assert secret not in done.stdout


def test_a_secret_is_masked_wherever_the_text_has_it(tmp_path: Path) -> None:
    _, secret = SECRETS[0]
    texts = [
        f"Attributes: {{a: {secret}, a: x}}\n",
        f"Attributes: {{'a b': x}} # {secret}\n",
        f"Attributes: {{'{secret}.x': y}}\n{secret}: z\n",
        f"Attributes: {{a: {secret}, x: [}}\n",
    ]
    for index, text in enumerate(texts):
        (tmp_path / f"{index}.yaml").write_text(f"InstanceId: a\nContactFlowId: b\n{text}")
    for form in ("full", "concise", "json"):
        done = chatlint("check", "--format", form, ".", cwd=tmp_path)
        assert done.returncode == 1
        assert secret not in done.stdout


@pytest.mark.parametrize(
    ("text", "is_made_up"),
    [
        ("a1b2c3d" * 3, True),
        ("a1b2c3d4" * 3, False),
        ("aaaa1b2c3d4e", False),
        ("aaaaa1b2c3d4", True),
    ],
)
def test_what_repeats_itself_is_made_up(text: str, is_made_up: bool) -> None:
    assert secret_patterns.is_invented(text) is is_made_up


@pytest.mark.parametrize(
    ("text", "is_jumbled"),
    [
        ("qX7bNkR2vTzLmWd", True),
        ("qX7bNkRvTzLmWdh", False),  # one number
        ("word7Xb2kR", False),  # two of its ten characters differ too little
        ("wkrdX7bNkR2vTzLm", True),  # a quarter is a word
        ("wkrdqupsX7bNkR2v", True),  # half is
        ("wkrdqupsjX7bkR2v", False),
        ("qX7bNkR2vTzLvTzL", False),  # 3.5 bits a character
        ("qX7bNkR2vTzLvTzM", True),
    ],
)
def test_what_looks_random(text: str, is_jumbled: bool) -> None:
    assert secret_patterns.is_random(text) is is_jumbled
