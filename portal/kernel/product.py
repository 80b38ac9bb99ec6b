"""What the provider sells, as every feature names it."""

from enum import StrEnum


class Product(StrEnum):
    """A product, as front matter, scope entries, flows and the queue's filter name it."""

    MAIL = "mail"
    WEBSITE = "website"
    WORDPRESS = "wordpress"
    SITE_BUILDER = "site_builder"
    DOMAIN = "domain"
    DATABASE = "database"
    CERTIFICATE = "certificate"
    FTP = "ftp"
    SERVER = "server"
    RESELLER = "reseller"
    EXTRAS = "extras"
    ACCOUNT = "account"
