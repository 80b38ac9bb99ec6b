"""The numbers of the support policy, as `policy.yml` has them."""

from pydantic import Field

from portal.kernel.strict import Strict


class _FirstAnswer(Strict):
    technical_hours: int = Field(ge=1)
    billing_hours: int = Field(ge=1)

    def hours(self, *, is_billing: bool) -> int:
        """Return within how many hours that team is to give the first answer."""
        return self.billing_hours if is_billing else self.technical_hours


class _MassFailure(Strict):
    tickets: int = Field(ge=2)
    minutes: int = Field(ge=1)


class Uploads(Strict):
    """What may be attached (R7)."""

    file_mb: int = Field(ge=1, le=100)
    files: int = Field(ge=1, le=50)
    ticket_mb: int = Field(ge=1, le=500)
    megapixels: int = Field(ge=1, le=200)


class Policy(Strict):
    """The numbers of the support policy; the file explains each with its rule."""

    first_answer: _FirstAnswer
    ask_after_minutes: int = Field(ge=0)
    live_minutes: int = Field(ge=1)
    reopen_days: int = Field(ge=0)
    high_needs_devices: int = Field(ge=1)
    duplicates_days: int = Field(ge=0)
    duplicates_shown: int = Field(ge=1)
    mass_failure: _MassFailure
    confirmation_days: int = Field(ge=1)
    approval_days: int = Field(ge=1)
    draft_days: int = Field(ge=1)
    keep_months: int = Field(ge=1)
    closing_notice_days: int = Field(ge=0)
    deletion_days: int = Field(ge=0)
    unconfirmed_mb: int = Field(ge=1)
    uploads: Uploads
    mails_per_mailbox_hour: int = Field(ge=1)
    mails_per_network_hour: int = Field(ge=1)
    sign_in_link_minutes: int = Field(ge=1)
    second_device_minutes: int = Field(ge=1)
    checks_per_hour: int = Field(ge=1)
