"""Staff's way in through the provider's own OpenID Connect service: code flow with PKCE.

Addresses and keys come from the issuer's discovery document, over https or loopback only, and are
kept for an hour. A token counts only with the issuer's signature, for us, in time and with the
nonce of this very sign-in.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.delivery.channels.http import Door, Patience
from portal.delivery.ports import DeliveryFailure
from portal.identity.model import Arrived, Departure
from portal.kernel.addresses import is_loopback
from portal.kernel.clock import Clock
from portal.kernel.errors import Refused, Unavailable
from portal.kernel.ids import new_token

_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60
_KEEP = 3600.0
_PATIENCE = Patience()
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Client:
    """How the issuer knows us. `back` is the address that it sends browsers to."""

    issuer: str
    id: str
    secret: str
    back: str


class OpenIdProvider:
    """Asks one issuer. Safe to share between threads."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._lock = threading.Lock()
        self._known: tuple[float, Mapping[str, Any], KeySet] | None = None

    def depart(self) -> Departure:
        """Return where to send the browser. Raises Unavailable."""
        metadata, _ = self._discover()
        state, nonce, verifier = new_token(), new_token(), new_token()
        query = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._client.back,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = str(metadata["authorization_endpoint"])
        joint = "&" if "?" in address else "?"
        return Departure(f"{address}{joint}{urlencode(query)}", state, nonce, verifier)

    def arrive(self, code: str, nonce: str, verifier: str) -> Arrived:
        """Return who came back with `code`.

        Raises Refused where the issuer does not vouch for them, Unavailable where it fails.
        """
        metadata, keys = self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.back,
            "code_verifier": verifier,
        }
        auth = (self._client.id, self._client.secret)
        answer = _ask("POST", str(metadata["token_endpoint"]), auth=auth, data=form)
        claims = self._check(str(answer.get("id_token", "")), keys, nonce)
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise Refused("the issuer has not verified the address")
        return Arrived(claims["email"], str(claims.get("name") or claims["email"]))

    def _check(self, token: str, keys: KeySet, nonce: str) -> Mapping[str, Any]:
        options = {
            "iss": {"essential": True, "value": self._client.issuer},
            "aud": {"essential": True, "value": self._client.id},
            "exp": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": self._client.id}
        try:
            read = jwt.decode(token, keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(now=int(self._clock.now().timestamp()), leeway=_LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError) as error:
            raise Refused("the issuer's token is not good") from error
        return dict(claims)

    def _discover(self) -> tuple[Mapping[str, Any], KeySet]:
        with self._lock:
            if self._known and time.monotonic() < self._known[0]:
                return self._known[1:]
            issuer = self._client.issuer
            metadata = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != issuer or not all(
                _is_safe(metadata.get(name)) for name in _NEEDED
            ):
                raise Unavailable("the issuer's own document does not fit it")
            try:
                keys = KeySet.import_key_set(_ask("GET", str(metadata["jwks_uri"])))  # type: ignore[arg-type]  # checked by it
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise Unavailable("the issuer's keys cannot be read") from error
            self._known = (time.monotonic() + _KEEP, metadata, keys)
            return metadata, keys


def _ask(method: str, url: str, auth: tuple[str, str] | None = None, **sent: Any) -> dict[str, Any]:  # noqa: ANN401  # httpx's
    door = Door(url, auth=auth, hidden=auth[1:] if auth else (), patience=_PATIENCE)
    try:
        found = json.loads(door.ask(method, **sent).body)
    except (DeliveryFailure, ValueError) as error:
        raise Unavailable("the sign-in service cannot be asked") from error
    finally:
        door.close()
    if not isinstance(found, dict):
        raise Unavailable("the sign-in service answered something else")
    return found


def _is_safe(url: object) -> bool:
    parts = urlsplit(url if isinstance(url, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
