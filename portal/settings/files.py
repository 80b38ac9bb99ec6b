"""Attachments: where they are kept, and who looks for viruses in them."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from portal.settings.section import FileName, Section, demand_https


class Files(Section):
    """Where attachments are."""

    files: str = Field(
        "",
        alias="PORTAL_FILES",
        description="where attachments are: empty for the data folder, or `s3://bucket/prefix`",
    )
    files_endpoint: str = Field(
        "",
        alias="PORTAL_FILES_ENDPOINT",
        description="address of an S3-compatible store; empty: AWS",
    )
    files_key: str = Field(
        "", alias="PORTAL_FILES_KEY", description="its access key; empty: what the machine may do"
    )
    files_secret: SecretStr = Field(
        SecretStr(""), alias="PORTAL_FILES_SECRET", description="its secret key"
    )
    files_secret_file: FileName = Field(
        None, alias="PORTAL_FILES_SECRET_FILE", description="or the file that holds it"
    )
    clamd: str = Field(
        "",
        alias="PORTAL_CLAMD",
        description="virus scanner: `host:port` or a socket's path; uploads wait for its word",
    )

    @model_validator(mode="after")
    def _check_files(self) -> Self:
        parts = urlsplit(self.files)
        if self.files and (parts.scheme != "s3" or not parts.netloc):
            raise ValueError("PORTAL_FILES is empty or s3://bucket/prefix")
        if self.files_endpoint:
            demand_https("PORTAL_FILES_ENDPOINT", self.files_endpoint)
        return self
