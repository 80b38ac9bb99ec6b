"""Staff who sign in, and customers whom the billing system knows."""

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from portal.settings.section import CommaSeparated, FileName, Section, demand_https


class People(Section):
    """Who is known, and from where."""

    staff_second_factor: Literal["optional", "required"] = Field(
        "optional",
        alias="PORTAL_STAFF_SECOND_FACTOR",
        description="whether staff need a code beside the password",
    )
    oidc_issuer: str = Field(
        "", alias="PORTAL_OIDC_ISSUER", description="OpenID Connect for staff; empty: none"
    )
    oidc_client: str = Field("", alias="PORTAL_OIDC_CLIENT", description="our name there")
    oidc_secret: SecretStr = Field(
        SecretStr(""), alias="PORTAL_OIDC_SECRET", description="our secret there"
    )
    oidc_secret_file: FileName = Field(
        None, alias="PORTAL_OIDC_SECRET_FILE", description="or the file that holds it"
    )
    oidc_domains: CommaSeparated = Field(
        (),
        alias="PORTAL_OIDC_DOMAINS",
        description="people of these mail domains are added as support; empty: only who is known",
    )
    directory_url: str = Field(
        "",
        alias="PORTAL_DIRECTORY_URL",
        description="billing system that knows the accounts; empty: `portal accounts import`",
    )
    directory_token: SecretStr = Field(
        SecretStr(""), alias="PORTAL_DIRECTORY_TOKEN", description="sent to it as a bearer token"
    )
    directory_token_file: FileName = Field(
        None, alias="PORTAL_DIRECTORY_TOKEN_FILE", description="or the file that holds it"
    )

    @model_validator(mode="after")
    def _check_directory(self) -> Self:
        if self.oidc_issuer:
            demand_https("PORTAL_OIDC_ISSUER", self.oidc_issuer)
            if not self.oidc_client:
                raise ValueError("PORTAL_OIDC_ISSUER needs PORTAL_OIDC_CLIENT")
        if self.directory_url:
            demand_https("PORTAL_DIRECTORY_URL", self.directory_url)
        return self
