"""The provider: who they are and what they offer, as their own files say it."""

from portal.site.files import (
    DEFAULTS,
    SiteError,
    SiteFiles,
    Stamp,
    load_site,
    open_sheet,
    stamp_of,
)
from portal.site.model import Brand, Category, Entrance, Site
from portal.site.policy import Policy, Uploads

__all__ = [
    "DEFAULTS",
    "Brand",
    "Category",
    "Entrance",
    "Policy",
    "Site",
    "SiteError",
    "SiteFiles",
    "Stamp",
    "Uploads",
    "load_site",
    "open_sheet",
    "stamp_of",
]
