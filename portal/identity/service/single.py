"""Single sign-on of staff: who is known already, or has an address of the house."""

from dataclasses import dataclass, field

from portal.identity.model import Departure, Role
from portal.identity.ports import SignInProvider
from portal.identity.rules import account_key
from portal.identity.service.errors import SignInRefused
from portal.identity.service.staff import Identity
from portal.kernel.errors import NotFound


@dataclass(frozen=True)
class Visit:
    """The browser that comes back: its network, and its family."""

    network: str
    agent: str = ""


@dataclass(frozen=True)
class SingleSignOn:
    """Lets staff in by the word of the house's own service; without one it is not there.

    People of `domains` who are not known yet are added with the role support.
    """

    identity: Identity
    provider: SignInProvider | None = None
    domains: frozenset[str] = field(default_factory=frozenset)

    def depart(self) -> Departure:
        """Return where to send the browser. Raises NotFound or Unavailable."""
        if self.provider is None:
            raise NotFound("there is no single sign-on")
        return self.provider.depart()

    def arrive(self, code: str, departed: Departure, visit: Visit) -> str:
        """Return the token of a new session.

        Raises NotFound, Unavailable, Refused, SignInRefused or SecondFactorNeeded.
        """
        if self.provider is None:
            raise NotFound("there is no single sign-on")
        person = self.provider.arrive(code, departed.nonce, departed.verifier)
        if not self._is_known(person.email):
            if account_key(person.email).rpartition("@")[2] not in self.domains:
                raise SignInRefused("nobody here has this address")
            self.identity.add_vouched(person.email, person.name, Role.SUPPORT)
        return self.identity.sign_in_vouched(person.email, visit.network, visit.agent)

    def _is_known(self, email: str) -> bool:
        wanted = account_key(email)
        return any(account_key(m.email) == wanted for m in self.identity.list_staff())
