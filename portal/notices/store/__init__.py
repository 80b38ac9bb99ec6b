"""Notices in the database: what is published, who follows, and what may be a mass failure."""

from portal.notices.store.arrivals import ArrivalStore
from portal.notices.store.followers import FollowerStore, Purpose
from portal.notices.store.notices import NoticeStore

__all__ = ["ArrivalStore", "FollowerStore", "NoticeStore", "Purpose"]
