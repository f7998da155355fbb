"""What secrets are known by: the published prefixes of keys, the lengths of account numbers, words that are none."""

from __future__ import annotations

import re

API_KEY, PASSWORD, PRIVATE_KEY, TOKEN = "API key", "password", "private key", "token"
PIN, CARD_CODE, CARD, IBAN, SEED = "PIN", "card code", "card number", "IBAN", "seed phrase"
SOCIAL, RECOVERY = "social security number", "recovery key"
KINDS = (API_KEY, PASSWORD, PRIVATE_KEY, TOKEN, PIN, CARD_CODE, CARD, IBAN, SEED, SOCIAL, RECOVERY)

MASK = re.compile(r"\[(?:" + "|".join(KINDS) + r")\]")
"""What stands in the place of a secret."""

_B = r"[A-Za-z0-9]"
_W = r"[A-Za-z0-9_-]"


def _key(prefix: str, rest: str) -> tuple[str, str]:
    """A key that begins so: the literal to look for, and the pattern of the whole. A letter before it is none."""
    literal = prefix.replace("\\", "")
    return literal, prefix + rf"(?<![A-Za-z0-9_]{prefix})" + rest


KEYS: tuple[tuple[str, str], ...] = (
    *(_key(prefix, r"[A-Z2-7]{16}(?![A-Za-z0-9])") for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")),  # AWS
    *(_key(prefix, _B + "{30,255}+") for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),  # GitHub
    _key("github_pat_", r"\w{22,255}+"),
    *(_key(p, _W + "{20,255}+") for p in ("glpat-", "gldt-", "glrt-", "glptt-", "glagent-", "glsoat-", "glcbt-")),
    *(_key(prefix, r"[A-Za-z0-9-]{10,255}+") for prefix in ("xoxa-", "xoxb-", "xoxp-", "xoxo-", "xoxr-", "xoxs-")),
    _key("xapp-", r"[A-Za-z0-9-]{20,255}+"),  # Slack
    _key("hooks.slack.com/services/", r"T\w{6,20}/B\w{6,20}/\w{16,40}"),
    _key("AIza", _W + "{35}"),  # Google
    _key(r"ya29\.", _W + "{20,2000}+"),
    _key("GOCSPX-", _W + "{20,60}+"),
    _key("sk-", r"(?=[A-Za-z_-]{0,100}\d)" + _W + "{20,400}+"),  # OpenAI, Anthropic and those who copied them
    *(_key(prefix, _B + "{10,255}+") for prefix in ("sk_live_", "sk_test_", "rk_live_", "rk_test_")),  # Stripe
    _key("whsec_", r"[A-Za-z0-9+/=]{20,255}+"),
    _key("npm_", _B + "{36}"),
    _key("pypi-", r"AgE" + _W + "{40,600}+"),
    _key("hf_", _B + "{30,60}+"),  # Hugging Face
    _key(r"SG\.", _W + r"{16,40}+\." + _W + "{16,80}+"),  # SendGrid
    _key("SK", r"[0-9a-f]{32}(?![A-Za-z0-9])"),  # Twilio
    (":AA", r"(?<=\d{8}):AA" + _W + "{33}"),  # Telegram; the number of the bot before it is none
    *(_key(prefix, r"[a-f0-9]{64}") for prefix in ("dop_v1_", "doo_v1_", "dor_v1_")),  # DigitalOcean
    *(_key(prefix, r"[a-fA-F0-9]{32}") for prefix in ("shpat_", "shpca_", "shppa_", "shpss_")),  # Shopify
    _key("key-", r"[0-9a-f]{32}(?![A-Za-z0-9])"),  # Mailgun
    *(_key(prefix, _W + "{22,80}+") for prefix in ("sq0atp-", "sq0csp-")),  # Square
    _key("dapi", r"[0-9a-f]{32}"),  # Databricks
    *(_key(prefix, _B + "{30,80}+") for prefix in ("lin_api_", "gsk_", "r8_", "ntn_", "sbp_", "pplx-", "xai-")),
    _key("secret_", _B + "{43}(?![A-Za-z0-9])"),  # Notion
    _key("ATATT3", r"[A-Za-z0-9_=-]{40,400}+"),  # Atlassian
    *(_key(prefix, r"[\w=+/-]{30,300}+") for prefix in ("glsa_", "glc_", "sntrys_", "sntryu_")),  # Grafana, Sentry
    *(_key(prefix, _W + "{24,300}+") for prefix in (r"hvs\.", r"hvb\.", r"hvr\.")),  # Vault
    _key("AGE-SECRET-KEY-1", r"[A-Z0-9]{50,60}+"),
    *(_key(prefix, _W + "{20,120}+") for prefix in ("dckr_pat_", "figd_", "tskey-auth-", "tskey-api-", "rubygems_")),
    *(_key(prefix, _W + "{20,120}+") for prefix in ("pscale_tkn_", "pscale_pw_", "PMAK-", "NRAK-", "shippo_live_")),
    *(_key(prefix, _B + "{107}") for prefix in ("xprv", "yprv", "zprv")),  # Bitcoin wallets
    *(_key(prefix, r"[A-Za-z0-9+/]{40,100}+={0,2}") for prefix in ("AccountKey=", "SharedAccessKey=")),  # Azure
    ("8Q~", r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])"),
    ("-us", r"[0-9a-f](?<![0-9A-Za-z][0-9a-f])[0-9a-f]{31}-us[0-9]{1,2}(?![\w-])"),  # Mailchimp
    (".", r"[MNO](?<![\w.-][MNO])[\w-]{23,25}\.[\w-]{6}\.[\w-]{27,40}(?![\w.-])"),  # Discord
    *((host, host.replace(".", r"\.") + r"\d{15,22}/" + _W + "{60,80}+") for host in (
        "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
    )),
    _key("AKC", _B + "{10,100}+"),  # Artifactory
    _key(r"sl\.", r"(?=\w{0,100}\d)" + _W + "{100,2000}+"),  # Dropbox
    _key("pat", _B + r"{14}\.[0-9a-f]{64}"),  # Airtable
    _key("EAA", r"(?=[A-Za-z]{0,100}\d)" + _B + "{60,500}+(?![+/=])"),  # Facebook
    *(_key(prefix, _B + "{36,60}+") for prefix in ("nfp_", "nfc_", "CLOJARS_")),  # Netlify, Clojars
    *(_key(prefix, _B + "{32}(?![A-Za-z0-9])") for prefix in ("cio", "pcsk_")),  # crates.io, Pinecone
    _key("oy2", r"[a-z0-9]{43}(?![A-Za-z0-9])"),  # NuGet
    *(_key(prefix, _W + "{30,300}+") for prefix in ("pul-", r"dp\.pt\.", "xkeysib-", "CFPAT-", "nvapi-", "tvly-")),
    _key("ops_eyJ", _W + "{100,2000}+"),  # 1Password
    (".atlasv1.", r"[A-Za-z0-9](?<![\w-][A-Za-z0-9])[A-Za-z0-9]{13}\.atlasv1\.[\w=-]{60,100}"),  # Terraform
    _key("EAAA", _W + "{56,80}+"),  # Square
)
"""A literal that such a key holds, and the pattern of the key, of one word of `SHORTEST` characters or more."""

SHORTEST = 13
"""Characters of the shortest of them; what is shorter than that is not looked at."""

SEPARATOR = r"[ \u00a0\u2007\u2009\u202f\u2010\u2011-]"
"""What may stand between groups of digits: blanks and hyphens, also those at which no line is broken."""

_B64 = "[A-Za-z0-9+/]"
TOLD: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("curl",), r"\bcurl\s[^\n]{0,200}?(?:-u|--user)[ =]?[\"']?[^\s:\"'$]{1,64}:([^\s\"'$]{4,200})", PASSWORD),
    (("sshpass",), r"\bsshpass\s{1,3}-p\s{0,3}[\"']?([^\s\"'$]{4,200})", PASSWORD),
    (("wifi:",), r"\bWIFI:(?:[A-OQ-Z]:(?:\\.|[^;\\\n]){0,100}+;){0,6}+P:((?:\\.|[^;\\\n]){4,100}+);", PASSWORD),
    ((":_auth", ":_password"), r":_(?:auth|password)\s?=\s?[\"']?([^\s$\"'\[]{8,500})", PASSWORD),
    (('"auth"',), r'"auth"\s{0,4}:\s{0,4}"(' + _B64 + r'{16,2000}={0,2})"', PASSWORD),  # of Docker
    (("auth: ",), r"\bauth: (" + _B64 + r"{16,2000}={0,2})(?!\S)", PASSWORD),  # the same, told from JSON
    (("privatekey", "presharedkey"), r"\bP(?:rivate|reshared)Key\s{0,4}=\s{0,4}(" + _B64 + "{43}=)", PRIVATE_KEY),
    (
        ("private key", "private_key", "private-key"),
        r"private[ _-]key[\"'*`]{0,3}\s{0,3}(?:[:=]|\bis\b)\s{0,3}[\"'`]?"
        r"((?:0x)?[0-9a-f]{64}|[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51})(?!\w)",
        PRIVATE_KEY,
    ),  # of Ethereum and Bitcoin
    (
        ("private-lines",),
        r"Private-Lines: \d{1,3}(?:[\s#*>;|-]|//){1,6}((?:[A-Za-z0-9+/=]{16,64}(?:[\s#*>;|-]|//){1,6}){1,100}"
        r"(?:[A-Za-z0-9+/]{4,15}={0,2}(?=\s))?)",
        PRIVATE_KEY,
    ),  # of PuTTY, also behind the signs of comments
    (("?sig=", "&sig=", ";sig="), r"[?&;]sig=([\w%+/=-]{30,200})", TOKEN),  # shared access signatures of Azure
    (("?secret=", "&secret="), r"[?&]secret=([A-Z2-7]{16,128})", TOKEN),  # one-time passwords
    (
        ("$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$apr1$", "$argon2"),
        r"(\$(?:2[aby]\$\d\d\$[./A-Za-z0-9]{53}|[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}"
        r"|y\$[./A-Za-z0-9$]{20,150}|apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|argon2id?\$[\w=,$+/]{30,200}))",
        PASSWORD,
    ),  # crypt(5): what a password can be guessed from
)
"""What the pattern begins with, in small letters; a pattern whose first group is the secret, in letters of either case;
what it is. All are bounded, so that no text takes long."""

_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 "
    "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 "
    "LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 "
    "SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
)
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}
"""Characters of an account's number, by its country. Source: the IBAN registry of SWIFT."""

_NO_VALUE = (
    "about again all also always another any anything available bad based been before being better both bytes char "
    "chars characters clear common complex complicated correct default different difficult done each easy empty "
    "enter enough every everything example expired fine first forgotten from gone good hard hash hashed here hidden "
    "important incorrect insecure invalid just kept known lang long longer lost made mandatory masked minimum missing "
    "mine more must name necessary needed neither never none note nothing null number obvious obviously okay only "
    "optional other over pass password passwort passwords passphrase plain please protected public random really "
    "redacted required reset right safe same saved secret secretstr secure sent set short simple simply somewhere "
    "stale still stored string strong such text that their them there this too true false undefined unique unknown "
    "unsafe used user username value varchar very visible weak what when where which with without word words wrong "
    "your yours yourpassword your-password your_password changeme admin-only password-protected object boolean "
    "integer float buffer bool input output field fields type types option options setting settings policy policies "
    "manager managers rule rules reset-link n/a tba tbd todo geheim falsch richtig sicher unsicher leer vergessen "
    "gleich anders abgelaufen nicht noch auch sehr schwach stark lang kurz hier dort immer nötig erforderlich "
    "basics security length strength hint generator hasher"
)
NO_VALUE = frozenset(_NO_VALUE.split())
"""What may follow "password is" or "password:" and is none."""
