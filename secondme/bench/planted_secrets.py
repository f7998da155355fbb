"""Fifty secrets of many kinds, each inside a file that is worth reading: made up, the same for the same seed."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable

SEED = 8
COUNT = 50

_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_BASE64 = _ALNUM + "+/"

Planted = tuple[str, str, str]
"""The name of a file, its text, and the secret in it."""


class _Maker:
    """Draws secrets, each in the form that its issuer gives it."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def some(self, count: int, letters: str = _ALNUM) -> str:
        """So many of these letters, with a digit among them."""
        drawn = self.draw.choices(letters, k=count)
        drawn[count // 2] = self.draw.choice("23456789")
        return "".join(drawn)

    def jwt(self) -> str:
        """A JSON Web Token. Source: RFC 7519."""
        head = _url64(json.dumps({"alg": "HS256", "typ": "JWT"}))
        body = _url64(json.dumps({"sub": self.some(10), "iat": 1_700_000_000, "scope": "write"}))
        return f"{head}.{body}.{self.some(43)}"

    def pem(self, kind: str) -> str:
        """A private key as a block of text."""
        lines = "\n".join(self.some(64, _BASE64) for _ in range(6))
        last = self.some(30, _BASE64) + "=="
        return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n{last}\n-----END {kind}PRIVATE KEY-----"

    def card(self, prefix: str, length: int, gap: str = "") -> str:
        """A card's number with its check digit. Source: ISO/IEC 7812-1, annex B."""
        digits = prefix + "".join(self.draw.choices(string.digits, k=length - len(prefix) - 1))
        total = 0
        for place, digit in enumerate(reversed(digits)):
            value = int(digit) * (2 - place % 2)
            total += value - 9 if value > 9 else value
        whole = digits + str(-total % 10)
        return gap.join(whole[at : at + 4] for at in range(0, length, 4)) if gap else whole

    def iban(self, country: str, length: int, gap: str = "") -> str:
        """An account's number with its check digits. Source: ISO 13616."""
        account = "".join(self.draw.choices(string.digits, k=length - 4))
        plain = "".join(str(int(letter, 36)) for letter in account + country)
        whole = f"{country}{98 - int(plain + '00') % 97:02}{account}"
        return gap.join(whole[at : at + 4] for at in range(0, length, 4)) if gap else whole


def planted(seed: int = SEED) -> list[Planted]:
    """The fifty, in an order that does not change."""
    make = _Maker(seed)
    some = make.some
    kinds: list[tuple[str, str, str]] = [
        ("aws access key", "AKIA" + some(16, string.ascii_uppercase + "234567"), "aws_access_key_id = {}"),
        ("aws secret key", some(40, _BASE64), "aws_secret_access_key = {}"),
        ("github token", "ghp_" + some(36), "export GITHUB_TOKEN={}"),
        ("github fine token", f"github_pat_{some(22)}_{some(59)}", "token: {}"),
        ("github app token", "ghs_" + some(36), "The runner uses {} until Friday."),
        ("gitlab token", "glpat-" + some(20), "GITLAB_TOKEN={}"),
        ("slack bot token", f"xoxb-{some(12, string.digits)}-{some(12, string.digits)}-{some(24)}", "slack_token = {}"),
        ("slack webhook", f"https://hooks.slack.com/services/T{some(8).upper()}/B{some(8).upper()}/{some(24)}",
         "Post the report to {} every night."),
        ("stripe key", "sk_live_" + some(24), "stripe.api_key = \"{}\""),
        ("stripe restricted key", "rk_live_" + some(24), "STRIPE_KEY={}"),
        ("google api key", "AIza" + some(35), "const mapsKey = \"{}\";"),
        ("google client secret", "GOCSPX-" + some(28), "client_secret: {}"),
        ("json web token", make.jwt(), "Authorization: Bearer {}"),
        ("session token", make.jwt(), "The session cookie was {} in that run."),
        ("rsa key", make.pem("RSA "), "{}"),
        ("ec key", make.pem("EC "), "{}"),
        ("ssh key", make.pem("OPENSSH "), "{}"),
        ("pkcs8 key", make.pem(""), "{}"),
        ("npm token", "npm_" + some(36), "//registry.example.org/:_authToken={}"),
        ("pypi token", "pypi-AgEIcHlwaS5vcmc" + some(70), "password = {}"),
        ("twilio token", some(32, _HEX), "TWILIO_AUTH_TOKEN={}"),
        ("twilio key", "SK" + some(32, _HEX), "twilio_api_key: {}"),
        ("sendgrid key", f"SG.{some(22)}.{some(43)}", "SENDGRID_API_KEY={}"),
        ("mailgun key", "key-" + some(32, _HEX), "mailgun_api_key = {}"),
        ("model key", "sk-" + some(48), "OPENAI_API_KEY={}"),
        ("model project key", "sk-proj-" + some(60), "api_key=\"{}\""),
        ("assistant key", "sk-ant-api03-" + some(80), "api_key: {}"),
        ("hub token", "hf_" + some(34), "token = \"{}\""),
        ("azure storage key", some(86, _BASE64) + "==",
         "DefaultEndpointsProtocol=https;AccountName=reports;AccountKey={};EndpointSuffix=core.windows.net"),
        ("azure client secret", some(34), "AZURE_CLIENT_SECRET={}"),
        ("digitalocean token", "dop_v1_" + some(64, _HEX), "DO_TOKEN={}"),
        ("shopify token", "shpat_" + some(32, _HEX), "shopify_access_token: {}"),
        ("telegram bot", "AA" + some(33), f"bot_token = {some(10, '123456789')}:{{}}"),
        ("discord webhook", f"https://discord.com/api/webhooks/{some(18, '123456789')}/{some(68)}",
         "Alerts go to {} at once."),
        ("postgres password", some(18), "postgresql://reports:{}@db.example.org:5432/reports"),
        ("mysql password", some(16), "mysql://root:{}@10.0.0.7/shop"),
        ("mongo password", some(20), "mongodb+srv://app:{}@cluster0.example.net/orders"),
        ("redis password", some(22), "redis://:{}@cache.example.org:6379/0"),
        ("basic auth", base64.b64encode(f"deploy:{some(18)}".encode()).decode(), "Authorization: Basic {}"),
        ("url password", some(14), "git clone https://bot:{}@git.example.org/team/site.git"),
        ("config password", some(15), "password: {}"),
        ("ini password", some(13), "smtp_password = {}"),
        ("env password", some(17), "DB_PASSWORD={}"),
        ("wifi password", some(12), "The Wi-Fi password is {} and the router stands in the hall."),
        ("secret key", some(50), "SECRET_KEY = '{}'"),
        ("visa card", make.card("4539", 16, " "), "Card for the bookings: {}, valid until 09/29."),
        ("mastercard", make.card("5425", 16), "card_number: {}"),
        ("amex card", make.card("3782", 15), "The credit card {} pays for the trains."),
        ("german account", make.iban("DE", 22, " "), "Please transfer the deposit to {} by Monday."),
        ("french account", make.iban("FR", 27), "iban: {}"),
    ]  # fmt: skip
    return [
        (*_within(number, kind, line.format(secret)), secret) for number, (kind, secret, line) in enumerate(kinds)
    ]


def _within(number: int, kind: str, line: str) -> tuple[str, str]:
    """A file's name and text around a line, by turns of another format."""
    formats: list[Callable[[str, str], tuple[str, str]]] = [_markdown, _python, _text, _yaml, _html, _ini, _mail, _json]
    name, text = formats[number % len(formats)](kind, line)
    return f"{number:02}-{name}", text


def _markdown(kind: str, line: str) -> tuple[str, str]:
    return f"{_slug(kind)}.md", (
        f"# Runbook: {kind}\n\nThe nightly report is built at four and mailed to the team.\n\n"
        f"## Settings\n\n```\n{line}\n```\n\nAsk Ines about the {kind} before you change anything.\n"
    )


def _python(kind: str, line: str) -> tuple[str, str]:
    quoted = "\n".join(f"# {one}" for one in line.split("\n"))
    return f"{_slug(kind).replace('-', '_')}.py", (
        f'"""Sends the report that needs the {kind}."""\n\n{quoted}\n\n\ndef send(report: str) -> None:\n'
        f'    """Posts a report to the archive of the harbour museum."""\n    print(report)\n'
    )


def _text(kind: str, line: str) -> tuple[str, str]:
    return f"{_slug(kind)}.txt", (
        f"Notes of Tuesday about the {kind}.\n\n{line}\n\nThe violin teacher moved the lesson to Thursday.\n"
    )


def _yaml(kind: str, line: str) -> tuple[str, str]:
    body = "\n".join(f"  {one}" for one in line.split("\n"))
    return f"{_slug(kind)}.yaml", (
        f"# How the orchard's site is put online, and its {kind}\nservice:\n  name: orchard\n  replicas: 2\n{body}\n"
    )


def _html(kind: str, line: str) -> tuple[str, str]:
    return f"{_slug(kind)}.html", (
        f"<html><head><title>Handbook</title></head><body><h1>The {kind}</h1>"
        f"<p>Everybody in the bakery reads this page once.</p><pre>{line}</pre></body></html>\n"
    )


def _ini(kind: str, line: str) -> tuple[str, str]:
    return f"{_slug(kind)}.ini", f"; settings of the bicycle shop: {kind}\n[shop]\nopens = 9\n{line}\ncloses = 18\n"


def _mail(kind: str, line: str) -> tuple[str, str]:
    return f"{_slug(kind)}.eml", (
        "From: Ana <ana@example.org>\nTo: Bruno <bruno@example.org>\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n"
        f"Subject: About the {kind}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Dear Bruno,\n\nhere is what you asked for:\n\n{line}\n\nThe garden party is on Saturday.\nAna\n"
    )


def _json(kind: str, line: str) -> tuple[str, str]:
    notes = {"title": f"The {kind}", "text": "The letter from the museum came in winter.", "setting": line}
    return f"{_slug(kind)}.json", json.dumps(notes, indent=2) + "\n"


def _slug(kind: str) -> str:
    return kind.replace(" ", "-")


def _url64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
