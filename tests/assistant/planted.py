"""Secrets to plant: of each kind a line that holds one, drawn from a seed, so that no key stands here as it is.

Beginnings that a key is known by are written in two parts: what looks for keys in source code finds none here.
"""

from __future__ import annotations

import base64
import random
import string
from dataclasses import dataclass

HEX = "0123456789abcdef"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LETTERS = string.ascii_letters + string.digits
BASE64 = LETTERS + "+/"
WORDS = (
    "apple banana cherry dance elder fabric garlic harbor island jungle kitchen lemon marble napkin olive panda "
    "quarter rabbit saddle tenant umbrella velvet window yellow zebra"
).split()


@dataclass(frozen=True, slots=True)
class Planted:
    """A line of a file, and what of it may be nowhere."""

    kind: str
    line: str
    hidden: tuple[str, ...]


class Drawn:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def key(self, length: int, letters: str = LETTERS) -> str:
        """Letters in which each sort of the alphabet stands."""
        while True:
            found = "".join(self._random.choices(letters, k=length))
            digits = sum(letter.isdigit() for letter in found)
            if 0 < digits < length or letters.isdigit():
                return found

    def word(self) -> str:
        """A password: a word, a sign, digits."""
        return self._random.choice(WORDS).title() + self._random.choice("-!#%") + self.key(4, string.digits)

    def words(self, many: int) -> str:
        """Different words."""
        return " ".join(self._random.sample(WORDS, many))

    def lines(self, many: int) -> str:
        """Lines of a key in base 64."""
        return "\n".join(self.key(64, BASE64) for _ in range(many))

    def card(self, prefix: str, length: int) -> str:
        """A number with its check digit. Source: ISO/IEC 7812-1, annex B."""
        body = prefix + self.key(length - len(prefix) - 1, string.digits)
        doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
        return body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)

    def iban(self) -> str:
        """An account in Germany. Source: ISO 13616."""
        body = self.key(18, string.digits)
        return f"DE{98 - int(body + '131400') % 97:02d}{body}"


def planted(seed: int) -> list[Planted]:
    """A secret of each kind."""
    d = Drawn(seed)
    found: list[Planted] = []

    def plant(kind: str, before: str, secret: str, after: str = "", *parts: str) -> None:
        found.append(Planted(kind, before + secret + after, parts or (secret,)))

    uuid = "-".join(d.key(length, HEX) for length in (8, 4, 4, 4, 12))
    plant("aws id", "The bucket is opened with ", "AK" + "IA" + d.key(16, BASE32), " for now.")
    plant("aws secret", "aws_secret_access_key = ", d.key(40, BASE64))
    plant("github", "export GITHUB_TOKEN=", "gh" + "p_" + d.key(36))
    plant("github fine", "use ", "github" + "_pat_" + d.key(22) + "_" + d.key(59))
    plant("gitlab", "the runner has ", "gl" + "pat-" + d.key(20))
    plant("slack", "bot: ", "xo" + "xb-" + d.key(12, string.digits) + "-" + d.key(12, string.digits) + "-" + d.key(24))
    path = f"T{d.key(8, BASE32)}/B{d.key(8, BASE32)}/{d.key(24)}"
    plant("slack hook", "post to https://hooks.slack" + ".com/services/", path, " when done", path[20:])
    plant("google", "maps key ", "AI" + "za" + d.key(35))
    plant("google client", "client ", "GOC" + "SPX-" + d.key(28))
    plant("openai", "OpenAI: ", "sk-" + "proj-" + d.key(74))
    plant("anthropic", "Claude: ", "sk-" + "ant-api03-" + d.key(93))
    plant("stripe", "payments go through ", "sk" + "_live_" + d.key(24))
    plant("stripe hook", "signed with ", "wh" + "sec_" + d.key(32))
    plant("npm", "publish with ", "np" + "m_" + d.key(36))
    plant("npmrc", "//registry.example.org/:_authToken=", uuid)
    plant("pypi", "upload with ", "py" + "pi-AgEIcHlwaS5vcmc" + d.key(120))
    plant("hugging face", "download with ", "h" + "f_" + d.key(34))
    plant("sendgrid", "mails go by ", "S" + "G." + d.key(22) + "." + d.key(43))
    plant("mailgun", "or by ", "ke" + "y-" + d.key(32, HEX))
    plant("mailchimp", "the list is at ", d.key(32, HEX) + "-us" + "12")
    plant("twilio", "texts by ", "S" + "K" + d.key(32, HEX))
    plant("twilio named", "TWILIO_AUTH_TOKEN=", d.key(32, HEX))
    tail = "AA" + d.key(33)
    plant("telegram", f"bot {d.key(9, string.digits)}:", tail)
    plant("discord", "the bot is ", "M" + d.key(23) + "." + d.key(6) + "." + d.key(38))
    hook = d.key(68)
    plant("discord hook", f"https://discord.com/api/webhooks/{d.key(18, string.digits)}/", hook)
    plant("digitalocean", "droplets: ", "do" + "p_v1_" + d.key(64, HEX))
    plant("shopify", "the shop: ", "sh" + "pat_" + d.key(32, HEX))
    plant("square", "square: ", "sq" + "0csp-" + d.key(43))
    plant("databricks", "the notebook signs in with ", "da" + "pi" + d.key(32, HEX))
    plant("atlassian", "tickets: ", "AT" + "ATT3xFf" + d.key(180))
    plant("azure storage", "DefaultEndpointsProtocol=https;AccountKey=", d.key(86, BASE64) + "==")
    plant("azure bus", "Endpoint=sb://bus.example.net/;SharedAccessKey=", d.key(43, BASE64) + "=")
    plant("azure signature", "https://a.blob.core.windows.net/b?sv=2022-11-02&sp=r&sig=", d.key(43) + "%3D")
    plant("azure client", "client_secret: ", d.key(3) + "8Q~" + d.key(34))
    plant("vault", "unsealed with ", "hv" + "s." + d.key(90))
    plant("artifactory", "pull with ", "AK" + "Cp" + d.key(69))
    plant("heroku", "HEROKU_API_KEY=", "-".join(d.key(length, HEX) for length in (8, 4, 4, 4, 12)))
    plant("cloudflare", "CLOUDFLARE_API_TOKEN=", d.key(40))
    plant("dropbox", "the sync has ", "s" + "l.B" + d.key(130))
    plant("airtable", "the base has ", "pa" + "t" + d.key(14) + "." + d.key(64, HEX))
    plant("facebook", "the page has ", "EA" + "ACEdEose0cBA" + d.key(90))
    plant("linear", "issues: ", "lin" + "_api_" + d.key(40))
    plant("figma", "drawings: ", "fi" + "gd_" + d.key(40))
    plant("netlify", "the site is sent with ", "nf" + "p_" + d.key(36))
    plant("crates", "cargo login ", "ci" + "o" + d.key(32))
    plant("nuget", "push with ", "oy" + "2" + d.key(43, string.ascii_lowercase + "234567"))
    plant("jwt", "cookie ", f"ey{'J'}{d.key(34)}.ey{'J'}{d.key(60)}.{d.key(43)}")
    name = base64.b64encode(f"ana:{d.key(18)}".encode()).decode()
    plant("basic", "Authorization: Basic ", name)
    plant("bearer", 'curl -H "Authorization: Bearer ', d.key(40), '" example.org')
    plant("docker", '"auths": {"example.org": {"auth": "', base64.b64encode(d.key(32).encode()).decode(), '"}}')
    plant("url", "postgres://ana:", d.key(14), "@db.example.org/garden")
    plant("curl", "curl -u ana:", d.key(14), " https://example.org/feed")
    plant("netrc", "machine ftp.example.org login ana password ", d.key(14))
    plant("sshpass", "sshpass -p '", d.word(), "' ssh ana@example.org")
    plant("mysql", "mysqldump --user=ana --password=", d.key(14), " garden")
    for kind in ("RSA ", "OPENSSH ", "EC "):
        body = d.lines(8)
        begin, end = f"-----BEGIN {kind}PRIVATE KEY-----", f"-----END {kind}PRIVATE KEY-----"
        plant(f"{kind.lower()}key", "", f"{begin}\n{body}\n{end}", "", *body.split("\n"))
    body = d.lines(8)
    begin, end = "-----BEGIN PGP PRIVATE KEY BLOCK-----", "-----END PGP PRIVATE KEY BLOCK-----"
    plant("pgp key", "", f"{begin}\n\n{body}\n=AbCd\n{end}", "", *body.split("\n"))
    lines = body.split("\n")[:3]
    putty = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 3\n"
    plant("putty key", putty, "\n".join(lines), f"\nPrivate-MAC: {d.key(64, HEX)}", *lines)
    escaped = "\\n".join(d.key(64, BASE64) for _ in range(4))
    begin, end = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
    plant("service account", f'"private_key": "{begin}\\n', escaped, f'\\n{end}\\n"', *escaped.split("\\n"))
    plant("wireguard", "PrivateKey = ", d.key(43, BASE64) + "=")
    plant("age", "decrypt with ", "AGE-" + "SECRET-KEY-1" + d.key(58, BASE32))
    plant("otp", "otpauth://totp/Mail:ana?secret=", d.key(32, BASE32), "&issuer=Mail")
    plant("ethereum", "private key: 0x", d.key(64, HEX))
    plant("crypt", "ana:", "$6$" + d.key(16) + "$" + d.key(86), ":19000:0:99999:7:::")
    plant("bcrypt", "hash ", "$2b$" + "12$" + d.key(53))
    plant("wifi", "WIFI:S:Heron;T:WPA;P:", d.word(), ";;")
    plant("password", "The password of the shed is ", d.word(), ", do not lose it.")
    plant("passwort", "Passwort für das Gartentor: ", d.word())
    plant("mot de passe", "mot de passe : ", d.word())
    plant("pw", "shop: user ana, pw ", d.word(), " since May")
    plant("pw named", "PW = ", d.word())
    plant("login", "Login: ana / ", d.word())
    plant("table", "| password | ", d.word(), " |")
    wlan = " ".join(d.key(4, string.digits) for _ in range(4))
    plant("wlan", "WLAN-Schlüssel: ", wlan, "", *(f" {one}" for one in wlan.split()))
    plant("wifi key", "the wifi key: ", d.word())
    plant("aws pair", "AWS key " + "AK" + "IA" + d.key(16, BASE32) + " and secret ", d.key(40, BASE64))
    plant("seed phrase", "seed phrase: ", d.words(12))
    plant("pin", "The PIN of the alarm is ", d.key(6, string.digits), ".")
    visa, amex = d.card("4", 16), d.card("37", 15)
    grouped = " ".join(visa[at : at + 4] for at in range(0, 16, 4))
    plant("visa", "paid with ", grouped, " in May", visa[4:], grouped[5:])
    plant("amex", "or with ", f"{amex[:4]} {amex[4:10]} {amex[10:]}", "", amex[4:10])
    plant("card code", "card code: CVV ", d.key(3, string.digits), ".", "CVV " + found[-1].line[-5:-2])
    iban = d.iban()
    grouped = " ".join(iban[at : at + 4] for at in range(0, 22, 4))
    plant("iban", "please pay to ", grouped, " soon", iban[4:], grouped[5:])
    plant("social", "SSN: ", f"5{d.key(2, '1234')}-{d.key(2, '1234')}-{d.key(4, '1234')}")
    plant("bitlocker", "recovery key: ", "-".join(d.key(6, "1234567") for _ in range(8)))
    return found
