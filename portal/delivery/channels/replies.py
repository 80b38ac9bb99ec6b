"""What a mail server answered, in words that staff can act on."""

import re
import smtplib
import ssl

from portal.delivery.ports import DeliveryFailure, PermanentFailure, TemporaryFailure, TooLarge
from portal.delivery.rules import Stage, Verdict, clean_header, judge

_OPENING = {
    smtplib.SMTPAuthenticationError: "the mail server refused our user or password",
    smtplib.SMTPNotSupportedError: "the mail server does not offer the security or sign-in set",
    smtplib.SMTPServerDisconnected: "the mail server closed the connection or did not answer",
    ssl.SSLCertVerificationError: "the mail server's certificate is not trusted",
    ssl.SSLError: "no encrypted connection to the mail server came about",
    ConnectionRefusedError: "the mail server refused the connection",
    TimeoutError: "the mail server did not answer in time",
}

_TOO_LARGE = 552  # RFC 1870, 6.1 and 6.3
_SIGN_IN = frozenset({530, 534, 535, 538})
_LINK = re.compile(r"https?://\S+")


def failure(stage: Stage, code: int, text: bytes | str) -> DeliveryFailure:
    """Return the failure that the reply `code` with `text` at `stage` amounts to."""
    reason = f"the mail server answered at the {stage.value}: {code} {_said(text)}".rstrip()
    if code in _SIGN_IN:
        reason = f"the mail server refused our sign-in: {code} {_said(text)}".rstrip()
    verdict = judge(stage, code)
    if verdict is Verdict.NEVER:
        return (TooLarge if code == _TOO_LARGE else PermanentFailure)(reason)
    return TemporaryFailure(reason, whole_channel=verdict is Verdict.CHANNEL_DOWN)


def explain(error: OSError | UnicodeError) -> str:
    """Return why no conversation with the server came about or lasted."""
    for kind, words in _OPENING.items():
        if isinstance(error, kind):
            return words
    return f"the mail server cannot be reached: {clean_header(str(error))}"


def _said(text: bytes | str) -> str:
    """Return the server's words without links: it may quote the mail's, which work like keys."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean_header(_LINK.sub("…", plain))
