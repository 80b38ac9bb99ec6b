"""People's sessions and what lets them in."""

from portal.identity.store.customers import CustomerStore
from portal.identity.store.staff import AttemptStore, StaffStore, attempts, members, sessions

__all__ = ["AttemptStore", "CustomerStore", "StaffStore", "attempts", "members", "sessions"]
