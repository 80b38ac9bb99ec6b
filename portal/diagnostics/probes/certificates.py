"""What is wrong with a certificate, in one word, and what it says of itself.

OpenSSL stops at the first fault and then shows nothing; so the certificate of a server that failed
is read in a second handshake that verifies nothing and sends nothing.
"""

import ssl
from collections.abc import Mapping

from cryptography import x509
from cryptography.x509.oid import NameOID

from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.sockets import Spot, TlsBroken, Unreached, connect, secure
from portal.kernel.text import clip, strip_controls

# OpenSSL, x509_vfy.h
_NOT_YET, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_ISSUER = 9, 10, 18, 19
_NO_ISSUER_HERE, _NO_ISSUER_SENT, _WRONG_NAME = 20, 21, 62
_FAULTS = {
    _NOT_YET: "not_yet_valid",
    _EXPIRED: "expired",
    _SELF_SIGNED: "self_signed",
    _SELF_SIGNED_ISSUER: "issuer_unknown",
    _NO_ISSUER_HERE: "issuer_unknown",
    _NO_ISSUER_SENT: "issuer_unknown",
    _WRONG_NAME: "wrong_name",
}
_MOST_NAMES = 5
_LONGEST = 100


def fault_of(code: int | None) -> str:
    """Return what is wrong, in one word; `no_tls` where it never came to a certificate."""
    if code is None:
        return "no_tls"
    return _FAULTS.get(code, "invalid")


def describe(spot: Spot, name: str, deadline: Deadline) -> Mapping[str, str]:
    """Return names, issuer and end of the certificate that `spot` shows for `name`."""
    reading = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    reading.check_hostname = False
    reading.verify_mode = ssl.CERT_NONE
    try:
        with secure(connect(spot, deadline), reading, name, deadline) as shown:
            return details_of(shown.getpeercert(binary_form=True) or b"")
    except (Unreached, TlsBroken, TimeoutError):
        return {}


def details_of(encoded: bytes) -> dict[str, str]:
    """Return names, issuer and end of a certificate in DER; nothing where it cannot be read."""
    try:
        found = x509.load_der_x509_certificate(encoded)
        issuers = found.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        issuers = issuers or found.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        issuer = str(issuers[0].value) if issuers else ""
    except ValueError:
        return {}
    details = {"certificate_names": _names(found), "issuer": issuer}
    plain = {key: clip(strip_controls(text), _LONGEST) for key, text in details.items() if text}
    return {**plain, "certificate_ends": found.not_valid_after_utc.isoformat()}


def _names(found: x509.Certificate) -> str:
    try:
        listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ""
    return " ".join(listed.value.get_values_for_type(x509.DNSName)[:_MOST_NAMES])
