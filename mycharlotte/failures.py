"""What goes wrong on a machine, said in a sentence instead of a stack trace.

Standard library only: the installer says these before anything is installed. They are for whoever starts the
application, not for its users, so both languages are printed and no catalogue is needed.
"""

import errno
import re
import traceback

DISK_FULL = (
    "Le disque est plein : libérez de la place puis relancez la même commande.",
    "The disk is full: make room, then run the same command again.",
)
NO_NETWORK = (
    "Le réseau ne répond pas, et l'installation en a besoin : vérifiez la connexion ou le proxy, puis relancez.",
    "The network does not answer, and installing needs it: check the connection or the proxy, then try again.",
)
NO_TRUST = (
    "Un intermédiaire présente un certificat inconnu : indiquez-le par PIP_CERT et NODE_EXTRA_CA_CERTS, puis relancez.",
    "Something in between presents an unknown certificate: name it in PIP_CERT and NODE_EXTRA_CA_CERTS, try again.",
)
NO_WHEEL = (
    "Une bibliothèque manque pour cette machine : il faut Python 3.11 à 3.14, sur Linux ou macOS (Apple silicon).",
    "A library does not exist for this machine: use Python 3.11 to 3.14, on Linux or macOS (Apple silicon).",
)
ALTERED = (
    "Un fichier téléchargé n'a pas l'empreinte attendue et n'est pas installé : quelque chose l'a modifié en chemin.",
    "A downloaded file does not have the expected fingerprint and is not installed: something altered it on its way.",
)

# Order matters: pip and npm report a full disk or a dead network first, and its consequences after.
_SIGNS = (
    (
        DISK_FULL,
        re.compile(r"No space left on device|ENOSPC|database or disk is full|\[Errno 28\]|Disk quota exceeded"),
    ),
    (NO_TRUST, re.compile(r"CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)")),
    (
        NO_NETWORK,
        re.compile(
            r"NewConnectionError|Failed to establish a new connection|Temporary failure in name resolution"
            r"|NameResolutionError|Network is unreachable|ConnectTimeoutError|ReadTimeoutError|ProxyError"
            r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED",
        ),
    ),
    (ALTERED, re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY")),
    (NO_WHEEL, re.compile(r"No matching distribution found|EBADPLATFORM")),
)


class Stopped(SystemExit):
    """The command ends here; the message says why, in French then in English."""

    def __init__(self, french: str, english: str, details: str = "") -> None:
        self.sentence = french
        super().__init__("\n".join(part for part in (details.strip(), french, english) if part))


def explain(output: str) -> Stopped | None:
    """Recognise what stopped an installation or a build in what pip, npm or the build wrote; None when unknown."""
    for (french, english), sign in _SIGNS:
        if sign.search(output):
            return Stopped(french, english)
    return None


def explain_error(error: BaseException) -> Stopped | None:
    """Recognise a full disk behind an exception, however deep; None for anything else."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in {errno.ENOSPC, errno.EDQUOT}:
            return Stopped(*DISK_FULL)
        seen = seen.__cause__ or seen.__context__
    text = "".join(traceback.format_exception_only(error))
    return Stopped(*DISK_FULL) if _SIGNS[0][1].search(text) else None


def last_lines(output: str, count: int = 20) -> str:
    """Keep the end of a long output, where tools say what went wrong."""
    return "\n".join(output.strip().splitlines()[-count:])
