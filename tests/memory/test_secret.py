"""Secrets: what is found, what stays, and that masking is whole, stable and quick to end."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.secret import KINDS, MASK, found, in_words, masked, without

SECRETS = [
    ("My password is hunter2.", "My password is [password]."),
    ("password: hunter2", "password: [password]"),
    ('The wifi password is "correct horse battery staple".', 'The wifi password is "[password]".'),
    ("Passwort: Sonne42!", "Passwort: [password]"),
    ("mein Passwort lautet Erdbeere7", "mein Passwort lautet [password]"),
    ("my password is swordfish", "my password is [password]"),
    ("the password for the router is Blue-Sky-77, tell Ana", "the password for the router is [password], tell Ana"),
    ("I changed my password to Tr0ub4dor&3 yesterday", "I changed my password to [password] yesterday"),
    ("hunter2! is my password", "[password] is my password"),
    ('{"password": "s3cr3t!!"}', '{"password": "[password]"}'),
    ("DB_PASSWORD=pa55w0rd", "DB_PASSWORD=[password]"),
    ("export PGPASSWORD='letmein99'", "export PGPASSWORD='[password]'"),
    ("postgres://bob:s3cret@db.example.com/x", "postgres://bob:[password]@db.example.com/x"),
    ("**Password:** Winter2024", "**Password:** [password]"),
    ("Passphrase: correct horse battery staple", "Passphrase: [password]"),
    ("the passcode 1a2b3c4d opens it", "the passcode [password] opens it"),
    ("pw: Sommer2024!", "pw: [password]"),
    ("user ana, pw Sommer2024!", "user ana, pw [password]"),
    ("PW = Sommer2024!", "PW = [password]"),
    ("DB_PW=Sommer2024!", "DB_PW=[password]"),
    ("Login: ana / Sommer2024!", "Login: ana / [password]"),
    ("Zugangsdaten: ana@example.org/Sommer2024!", "Zugangsdaten: ana@example.org/[password]"),
    ("| password | Sommer2024! |", "| password | [password] |"),
    ("| **Password**   | `Sommer2024!` |", "| **Password**   | `[password]` |"),
    ("|Passwort|Sommer2024!|", "|Passwort|[password]|"),
    ("WLAN-Schlüssel: 8237 1928 3746", "WLAN-Schlüssel: [password]"),
    ("| WLAN-Netzwerkschlüssel | 8237 1928 3746 |", "| WLAN-Netzwerkschlüssel | [password] |"),
    ("WLAN-Kennwort: 8237-1928-3746-1111.", "WLAN-Kennwort: [password]."),
    ("wifi key: heron-weir-77", "wifi key: [password]"),
    ("the Wi-Fi key is herons77", "the Wi-Fi key is [password]"),
    ('psk="herons77"', 'psk="[password]"'),
    (
        "AWS key AKIAIOSFODNN7EXAMPLE and secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS key [API key] and secret [API key]",
    ),
    ("AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[API key],[API key]"),
    ("| secret key | wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY |", "| secret key | [API key] |"),
    ("My PIN is 4821.", "My PIN is [PIN]."),
    ("the pin for my bank card is 48 21", "the pin for my bank card is [PIN]"),
    ("CVV 123", "CVV [card code]"),
    ("card 4242 4242 4242 4242 exp 12/27", "card [card number] exp 12/27"),
    ("4111111111111111", "[card number]"),
    ("4242-4242-4242-4242 123", "[card number] 123"),
    ("amex 3782 822463 10005", "amex [card number]"),
    ("Booked the hotel and paid 4111 1111 1111 1111 at once", "Booked the hotel and paid [card number] at once"),
    ("Hotel: 4111 1111 1111 1111", "Hotel: [card number]"),
    ("valid 4111 1111 1111 1111", "valid [card number]"),
    ("Madrid, 4111 1111 1111 1111", "Madrid, [card number]"),
    ("prepaid 4111111111111111", "prepaid [card number]"),
    ("Recall: 4111 1111 1111 1111", "Recall: [card number]"),
    ("hid" + " " * 38 + "4111111111111111", "hid" + " " * 38 + "[card number]"),
    ("Phone\n\n4111 1111 1111 1111", "Phone\n\n[card number]"),
    ("Phone › 4111 1111 1111 1111", "Phone › [card number]"),
    ("card 4111\u00a01111\u00a01111\u00a01111", "card [card number]"),
    ("card 4111\u202f1111\u202f1111\u202f1111", "card [card number]"),
    ("card 4111\u20111111\u20111111\u20111111", "card [card number]"),
    ("amex 3782\u00a0822463\u00a010005", "amex [card number]"),
    ("IBAN DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "IBAN [IBAN]"),
    ("IBAN DE89\u202f3704\u202f0044\u202f0532\u202f0130\u202f00", "IBAN [IBAN]"),
    ("My PIN is 48\u00a021.", "My PIN is [PIN]."),
    ("SSN: 123\u201145\u20116789", "SSN: [social security number]"),
    ("WLAN-Schlüssel: 8237\u00a01928\u00a03746", "WLAN-Schlüssel: [password]"),
    ("abc8Q~abcdefghijklmnopqrstuvwxyz01234567", "[API key]"),
    ("AKCabcdef1234", "[API key]"),
    ("DE89 3704 0044 0532 0130 00", "[IBAN]"),
    ("pay GB82WEST12345698765432 today", "pay [IBAN] today"),
    ("my IBAN is FR14 2004 1010 0505 0001 3M02 606.", "my IBAN is [IBAN]."),
    ("use sk-proj-abcDEF1234567890abcdef1234 here", "use [API key] here"),
    ("sk-ant-api03-AbCdEfGhIjKlMnOp1234", "[API key]"),
    ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[API key]"),
    ("AKIAIOSFODNN7EXAMPLE", "[API key]"),
    ("xoxb-123456789012-abcdefGHIJKL", "[API key]"),
    ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "[API key]"),
    ("sk_live_abcdefghij1234567890", "[API key]"),
    ("glpat-abcdefghij1234567890", "[API key]"),
    ("npm_abcdefghijklmnopqrstuvwxyz0123456789", "[API key]"),
    ("pypi-AgEIcHlwaS5vcmcabcdefghijklmnopqrstuvwxyz0123456789ABCDEF", "[API key]"),
    ("hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "[API key]"),
    ("123456789:AAabcdefghijklmnopqrstuvwxyz0123456", "123456789[API key]"),
    ("api_key = 9f8a7b6c5d4e3f2a1b0c", "api_key = [API key]"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [API key]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-x", "[token]"),
    ("Authorization: Bearer abcdef1234567890abcdef", "Authorization: Bearer [token]"),
    (
        "recovery phrase: apple banana cherry date elder fig grape honey iris jump kite lemon",
        "recovery phrase: [seed phrase]",
    ),
    ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\nafter", "[private key]\nafter"),
    (
        "-----BEGIN OPENSSH PRIVATE KEY-----\n" + "b3BlbnNzaC1rZXktdjEAAAAA\n" * 3 + "\nthe rest is cut off",
        "[private key]\n\nthe rest is cut off",
    ),
]

PLAIN = [
    "What is my password?", "My password is weak.", "The password is wrong", "the password is in the drawer",
    "I forgot my password for the bank", "The password must have at least 8 characters", "password: required",
    "password: str", 'password = os.environ["DB_PASSWORD"]', "password=getpass.getpass()", "password=self.password,",
    "Use a password manager such as 1Password or Bitwarden.", "my password is different from yours",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "550e8400-e29b-41d4-a716-446655440000",
    "call me at +49 151 12345678 or 0151 1234 5678", "call 4915112345678", "1777800000000",
    "ISBN 978-3-16-148410-0", "order number 4242424242424242", "IMEI 490154203237518",
    "order_id: 4242424242424242", "userId: 4242424242424242", "tracking id 4242424242424242",
    "Bestellnummer: 4242424242424242", "telephone 4242424242424242", "Handynummer 4242424242424242",
    "the meeting is on 2026-05-03 at 14:30", "the token is lost", "my secret is that I like jazz",
    "pin 13 of the board", "a pin 1999 from Rome", "The seed phrase is in the safe",
    "The passphrase is the name of my dog", '<input type="password" name="pw">', "https://example.com:8080/a@b",
    "https://user:password@example.com", "password_hash VARCHAR(255)", "password: <your password>",
    "Password: ********", "The password was changed yesterday.", "I use the same password for everything",
    "My bank account is with ING", "token: 128000", "sk-fading-circle-container-x", "I pass: you play",
    "password reset mails", "password is easy to guess", "DE00 3704 0044 0532 0130 00", "4242 4242 4242 4241",
    "| password | string | required |", "| Password | VARCHAR(255) |", "| password | SHA-256 |",
    "| password | Base64 |", "| pw | min. 8 |", "| user | password |\n|---|---|", "my pw is weak", "pw: str",
    "the pw is 12 characters long", "user: node:123/mnt/Test.csv?q=1",
    "the wifi key is in the drawer", "the network key: value pairs", "wpa key management: WPA-PSK", "key_mgmt=WPA-PSK",
    "Login: /login / /logout", "User: ana / 2024-05-01", "login: example.com/Users7", "login: ana / bob",
    "the network keys of 2024 and 2025", "| token | string | 32 characters |", "secret meetings at 10, token 128000",
    "The task-keeper said the monkey: banana", "[password] and [API key] are masks",
]  # fmt: skip


@pytest.mark.parametrize(("text", "without_it"), SECRETS)
def test_a_secret_is_masked_and_what_stands_around_it_stays(text: str, without_it: str) -> None:
    assert masked(text)[0] == without_it


@pytest.mark.parametrize("text", PLAIN)
def test_what_merely_looks_odd_stays(text: str) -> None:
    assert masked(text) == (text, ())


def test_no_digit_of_a_card_is_kept() -> None:
    assert not any(letter.isdigit() for letter in masked("my card 4242 4242 4242 4242")[0])


def test_secrets_are_named_for_people() -> None:
    assert in_words(found("password: hunter2")) == "a password"
    assert in_words(found("api_key = 9f8a7b6c5d4e3f2a1b0c, PIN 4821, PIN: 4822")) == "an API key and 2 PINs"
    assert in_words(()) == ""


def test_a_stretch_of_a_text_is_masked_also_where_a_secret_reaches_beyond_it() -> None:
    text = "a -----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY----- b"
    (key,) = found(text)
    assert without(text, (key,), 0, 10) == "a [private key]"
    assert without(text, (key,), 10, 20) == "[private key]"
    assert without(text, (key,), 40, len(text)) == "[private key] b"
    assert without(text, (key,), len(text) - 2, len(text)) == " b"


_PIECES = st.sampled_from(
    [secret for secret, _ in SECRETS] + PLAIN
    + [f"[{kind}]" for kind in KINDS]
    + [" ", "\n", ": ", " is ", "password", "PIN ", "token=", "x", "4", "-", "@", "://", '"', "İ", ".", "key "]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(_PIECES, max_size=12).map("".join),
    st.text(max_size=200),
    st.text(alphabet=string.digits + " -pinPINAD:=", max_size=120),
)


@given(TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    once, _ = masked(text)
    assert masked(once) == (once, ())


@given(TEXTS)
def test_spans_are_ordered_and_disjoint_and_nothing_outside_them_changes(text: str) -> None:
    changed, secrets = masked(text)
    at = 0
    built = ""
    for secret in secrets:
        assert at <= secret.start < secret.end <= len(text)
        assert secret.kind in KINDS
        built += text[at : secret.start] + secret.mask
        at = secret.end
    assert changed == built + text[at:]
    assert all(MASK.fullmatch(secret.mask) for secret in secrets)


@given(st.sampled_from([secret for secret, _ in SECRETS]), st.text(alphabet="abcdef \n.,", max_size=40))
def test_what_is_said_after_a_secret_does_not_bring_it_back(secret: str, after: str) -> None:
    given_ = f"{secret}\n{after}"
    for span in found(secret):
        hidden = secret[span.start : span.end]
        assert hidden not in masked(given_)[0]


@pytest.mark.parametrize(
    "piece",
    [
        "a", "4", "4 ", "4242 ", "password ", "password:", 'password "', "-----BEGIN PRIVATE KEY-----", "eyJ", "sk-",
        "://a:", "DE89", "aA1+", "pin ", "-----BEGIN ", "seed phrase ", "\n", " is my", "bearer ", "token=",
        "password for ", "login: a / ", "| pw |", "wlan key ", "secret ", "1234 ",
        "AKIAIOSFODNN7EXAMPLE ", "curl -u ", "wifi:p:", "$2b$", "private-lines: 1 aaaaaaaaaaaaaaaaaaaa ",
    ],
)  # fmt: skip
def test_a_long_line_comes_to_an_end(piece: str) -> None:
    text = piece * (40_000 // len(piece))  # what grows with the square of the length takes minutes
    assert masked(masked(text)[0])[1] == ()
