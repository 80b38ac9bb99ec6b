"""The articles, and the git repository that they may be in."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from portal.settings.section import FileName, Section, demand_https


class Articles(Section):
    """Where the articles are, and what happens to those that are published."""

    articles: Path = Field(
        Path("articles"), alias="PORTAL_ARTICLES", description="the folder of Markdown articles"
    )
    articles_git: bool = Field(
        False,  # noqa: FBT003  # the default
        alias="PORTAL_ARTICLES_GIT",
        description="`1`: the folder is in a git repository, and what is published is committed",
    )
    articles_git_remote: str = Field(
        "",
        alias="PORTAL_ARTICLES_GIT_REMOTE",
        description="where others' commits come from: a remote's name or address; empty: nowhere",
    )
    articles_git_branch: str = Field(
        "", alias="PORTAL_ARTICLES_GIT_BRANCH", description="its branch there; empty: as here"
    )
    articles_git_push: bool = Field(
        False,  # noqa: FBT003  # the default
        alias="PORTAL_ARTICLES_GIT_PUSH",
        description="`1`: commits are pushed there",
    )
    articles_git_credentials_file: FileName = Field(
        None,
        alias="PORTAL_ARTICLES_GIT_CREDENTIALS_FILE",
        description="the file with `user:token` or a token (https), or the private key (ssh)",
    )
    articles_git_secret: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_ARTICLES_GIT_SECRET",
        description="signs calls of `/api/v1/articles/pull`; empty: none is taken",
    )
    articles_git_secret_file: FileName = Field(
        None, alias="PORTAL_ARTICLES_GIT_SECRET_FILE", description="or the file that holds it"
    )

    @model_validator(mode="after")
    def _check_articles_git(self) -> Self:
        parts = urlsplit(self.articles_git_remote)
        if parts.password is not None or (parts.username and parts.scheme.startswith("http")):
            raise ValueError("PORTAL_ARTICLES_GIT_REMOTE: put user and token into a file")
        if parts.scheme in {"http", "https"}:
            demand_https("PORTAL_ARTICLES_GIT_REMOTE", self.articles_git_remote)
        if self.articles_git_push and not self.articles_git_remote:
            raise ValueError("PORTAL_ARTICLES_GIT_PUSH needs PORTAL_ARTICLES_GIT_REMOTE")
        return self
