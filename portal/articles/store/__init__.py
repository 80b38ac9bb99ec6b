"""Votes on articles, and the addresses that articles once had."""

from portal.articles.store.addresses import AddressStore
from portal.articles.store.votes import VoteStore, votes

__all__ = ["AddressStore", "VoteStore", "votes"]
