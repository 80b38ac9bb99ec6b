"""Checks from our side, and what the provider lets us look at and release."""

import ipaddress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from portal.settings.section import CommaSeparated, FileName, Section, demand_encrypted


class Checks(Section):
    """What may be checked, and where to ask."""

    our_networks: CommaSeparated = Field(
        (),
        alias="PORTAL_OUR_NETWORKS",
        description="CIDR, commas between; ! before one never to touch; empty: no checks",
    )
    resolvers: CommaSeparated = Field(
        (),
        alias="PORTAL_RESOLVERS",
        description="addresses of name servers: ours, then public ones; empty: this machine's",
    )
    firewall_file: FileName = Field(
        None, alias="PORTAL_FIREWALL_FILE", description="addresses our firewall blocks, one a line"
    )
    firewall_url: str = Field(
        "",
        alias="PORTAL_FIREWALL_URL",
        description='or where to ask, with {address} in it; answers {"blocked": true} or false',
    )
    unblock_file: FileName = Field(
        None,
        alias="PORTAL_UNBLOCK_FILE",
        description="where visitors' addresses to release are written, one a line",
    )
    unblock_url: str = Field(
        "",
        alias="PORTAL_UNBLOCK_URL",
        description='or where to POST, with {address} in it; answers {"released": true} or false',
    )

    @model_validator(mode="after")
    def _check_networks(self) -> Self:
        for text in self.our_networks:
            try:
                ipaddress.ip_network(text.removeprefix("!").strip())
            except ValueError as error:
                raise ValueError(f"PORTAL_OUR_NETWORKS: {error}") from error
        for text in self.resolvers:
            try:
                ipaddress.ip_address(text)
            except ValueError as error:
                raise ValueError(f"PORTAL_RESOLVERS: {error}") from error
        return self

    @model_validator(mode="after")
    def _check_firewall(self) -> Self:
        _check_hook("FIREWALL", self.firewall_url, self.firewall_file)
        _check_hook("UNBLOCK", self.unblock_url, self.unblock_file)
        return self


def _check_hook(name: str, url: str, file: Path | None) -> None:
    """Refuse an address of the provider's that cannot be asked about a visitor's."""
    if not url:
        return
    parts = urlsplit(url)
    if "{address}" not in f"{parts.path}?{parts.query}" or not parts.hostname:
        raise ValueError(f"PORTAL_{name}_URL needs {{address}} after the host")
    demand_encrypted(f"PORTAL_{name}_URL", parts)
    if file is not None:
        raise ValueError(f"PORTAL_{name}_FILE and PORTAL_{name}_URL: choose one")
