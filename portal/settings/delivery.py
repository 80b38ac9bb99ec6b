"""Mail, and the help desk that the provider already has."""

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from portal.kernel.addresses import is_loopback
from portal.settings.section import FileName, Section, demand_https


class Delivery(Section):
    """Where messages go."""

    smtp_host: str = Field("", alias="PORTAL_SMTP_HOST", description="empty: mail goes to files")
    smtp_port: int = Field(587, alias="PORTAL_SMTP_PORT", ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", alias="PORTAL_SMTP_SECURITY", description="none only for a server on loopback"
    )
    smtp_user: str = Field("", alias="PORTAL_SMTP_USER", description="empty: no sign-in")
    smtp_password: SecretStr = Field(
        SecretStr(""), alias="PORTAL_SMTP_PASSWORD", description="its password"
    )
    desk: Literal["", "mail", "webhook", "osticket", "zammad", "zendesk", "freshdesk"] = Field(
        "", alias="PORTAL_DESK", description="the help desk that gets tickets too; empty: none"
    )
    desk_address: str = Field(
        "", alias="PORTAL_DESK_ADDRESS", description="its mail address, or its address on the web"
    )
    desk_user: str = Field(
        "", alias="PORTAL_DESK_USER", description="Zendesk: the agent's address the token is of"
    )
    desk_token: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_DESK_TOKEN",
        description="the key to its API; webhook: the secret that signs, `whsec_…`",
    )
    desk_token_file: FileName = Field(
        None, alias="PORTAL_DESK_TOKEN_FILE", description="or the file that holds the key"
    )
    desk_group: str = Field(
        "", alias="PORTAL_DESK_GROUP", description="Zammad: the group; osTicket: a topic's number"
    )
    desk_events_secret: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_DESK_EVENTS_SECRET",
        description="signs what it reports to `/api/v1/desk/events`; empty: nothing is taken",
    )
    desk_events_secret_file: FileName = Field(
        None, alias="PORTAL_DESK_EVENTS_SECRET_FILE", description="or the file that holds it"
    )

    @model_validator(mode="after")
    def _check_smtp(self) -> Self:
        if self.smtp_host and self.smtp_security == "none" and not is_loopback(self.smtp_host):
            raise ValueError("PORTAL_SMTP_SECURITY=none is for a mail server on loopback only")
        return self

    @model_validator(mode="after")
    def _check_desk(self) -> Self:
        if self.desk and not self.desk_address:
            raise ValueError(f"PORTAL_DESK={self.desk} needs PORTAL_DESK_ADDRESS")
        if self.desk == "mail" and "@" not in self.desk_address:
            raise ValueError("PORTAL_DESK_ADDRESS has to be a mail address for PORTAL_DESK=mail")
        if self.desk not in {"", "mail"}:
            demand_https("PORTAL_DESK_ADDRESS", self.desk_address)
            if not (self.desk_token.get_secret_value() or self.desk_token_file):
                raise ValueError(f"PORTAL_DESK={self.desk} needs PORTAL_DESK_TOKEN")
        if self.desk == "zendesk" and not self.desk_user:
            raise ValueError("PORTAL_DESK=zendesk needs PORTAL_DESK_USER")
        if self.desk == "zammad" and not self.desk_group:
            raise ValueError("PORTAL_DESK=zammad needs PORTAL_DESK_GROUP")
        return self
