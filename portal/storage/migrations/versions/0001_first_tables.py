"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "article_address",
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("locale", "slug", name=op.f("pk_article_address")),
    )
    op.create_table(
        "article_commit",
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", "number", name=op.f("pk_article_commit")),
    )
    op.create_table(
        "article_digest",
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_article_digest")),
    )
    op.create_table(
        "article_errand",
        sa.Column("errand", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("errand", name=op.f("pk_article_errand")),
    )
    op.create_table(
        "article_revision",
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("significance", sa.String(length=10), nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("path", "number", name=op.f("pk_article_revision")),
    )
    with op.batch_alter_table("article_revision", schema=None) as batch_op:
        batch_op.create_index("ix_article_revision_digest", ["digest"], unique=False)

    op.create_table(
        "article_seen",
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_article_seen")),
    )
    with op.batch_alter_table("article_seen", schema=None) as batch_op:
        batch_op.create_index("ix_article_seen_at", ["at"], unique=False)
        batch_op.create_index("ix_article_seen_base", ["base"], unique=False)

    op.create_table(
        "article_work",
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("in_review", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheduled_by", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("based_on", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_article_work")),
    )
    with op.batch_alter_table("article_work", schema=None) as batch_op:
        batch_op.create_index("ix_article_work_publish_at", ["publish_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact_suspension",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=32), server_default="", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_suspension")),
    )
    with op.batch_alter_table("contact_suspension", schema=None) as batch_op:
        batch_op.create_index("ix_contact_suspension_mailbox", ["mailbox"], unique=False)

    op.create_table(
        "customer_session",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_customer_session")),
    )
    with op.batch_alter_table("customer_session", schema=None) as batch_op:
        batch_op.create_index("ix_customer_session_mailbox", ["mailbox"], unique=False)

    op.create_table(
        "desk_event",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_event")),
    )
    op.create_table(
        "firewall_release",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=10), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firewall_release")),
    )
    with op.batch_alter_table("firewall_release", schema=None) as batch_op:
        batch_op.create_index("ix_firewall_release_address", ["address", "at"], unique=False)
        batch_op.create_index("ix_firewall_release_network", ["network", "at"], unique=False)

    op.create_table(
        "insight_count",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("node", sa.String(length=60), nullable=False),
        sa.Column("article", sa.String(length=100), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "day", "flow", "node", "article", "locale", name=op.f("pk_insight_count")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insight_query",
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("query", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("followed", sa.Integer(), nullable=False),
        sa.Column("seen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_followed", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("locale", "query", "day", name=op.f("pk_insight_query")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insight_secret",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_insight_secret")),
    )
    op.create_table(
        "insight_step",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("node", sa.String(length=60), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("trip", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_step")),
    )
    with op.batch_alter_table("insight_step", schema=None) as batch_op:
        batch_op.create_index("ix_insight_step_at", ["at"], unique=False)
        batch_op.create_index("ix_insight_step_trip", ["trip"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("affected", sa.JSON(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_arrival",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("symptom", sa.String(length=60), nullable=False),
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.Column("server", sa.String(length=254), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_notice_arrival")),
    )
    with op.batch_alter_table("notice_arrival", schema=None) as batch_op:
        batch_op.create_index("ix_notice_arrival_at", ["at"], unique=False)

    op.create_table(
        "notice_generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_generation")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("purpose", sa.String(length=40), server_default="", nullable=False),
        sa.Column("mailbox_hash", sa.String(length=64), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=True),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["channel", "state", "due_at"], unique=False)
        batch_op.create_index("ix_outbox_mailbox", ["mailbox_hash", "created_at"], unique=False)
        batch_op.create_index("ix_outbox_network", ["network", "created_at"], unique=False)
        batch_op.create_index("ix_outbox_reference", ["channel", "reference", "step"], unique=False)

    op.create_table(
        "outbox_act",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_act")),
    )
    op.create_table(
        "outbox_link",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("remote", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("channel", "reference", name=op.f("pk_outbox_link")),
    )
    op.create_table(
        "outbox_stop",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_outbox_stop")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.String(length=254), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sign_in_attempt_account", ["account", "network", "at"], unique=False
        )
        batch_op.create_index("ix_sign_in_attempt_at", ["at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_network", ["network", "at"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in_link")),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("factor_secret", sa.Text(), nullable=True),
        sa.Column("factor_pending", sa.Text(), nullable=True),
        sa.Column("factor_step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("account", name=op.f("uq_staff_member_account")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("person_email", sa.String(length=254), nullable=False),
        sa.Column("intake", sa.JSON(), nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("assignee", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.String(length=64), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("reference", name=op.f("uq_ticket_reference")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_ticket_submission_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_account", ["account"], unique=False)
        batch_op.create_index("ix_ticket_email", ["person_email"], unique=False)
        batch_op.create_index("ix_ticket_queue", ["state", "queue"], unique=False)

    op.create_table(
        "ticket_deletion",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tickets", sa.Integer(), server_default="0", nullable=False),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_deletion")),
    )
    with op.batch_alter_table("ticket_deletion", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_deletion_email", ["email"], unique=False)

    op.create_table(
        "ticket_mailbox_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("is_opened", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ticket_mailbox_link")),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("article_key", sa.String(length=100), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.String(length=10), server_default="helpful", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index("ix_vote_article", ["article_key", "locale"], unique=False)

    op.create_table(
        "wizard_device_try",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_device_try")),
    )
    with op.batch_alter_table("wizard_device_try", schema=None) as batch_op:
        batch_op.create_index("ix_wizard_device_try_network", ["network", "at"], unique=False)

    op.create_table(
        "wizard_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("submission_id", sa.String(length=64), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("reference", sa.String(length=32), server_default="", nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_draft")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_wizard_draft_submission_id")),
    )
    with op.batch_alter_table("wizard_draft", schema=None) as batch_op:
        batch_op.create_index("ix_wizard_draft_owner", ["owner", "flow"], unique=False)

    op.create_table(
        "account_contact",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.id"],
            name=op.f("fk_account_contact_account_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account", "mailbox", name=op.f("pk_account_contact")),
    )
    with op.batch_alter_table("account_contact", schema=None) as batch_op:
        batch_op.create_index("ix_account_contact_mailbox", ["mailbox"], unique=False)

    op.create_table(
        "account_domain",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.id"],
            name=op.f("fk_account_domain_account_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_account_domain")),
    )
    with op.batch_alter_table("account_domain", schema=None) as batch_op:
        batch_op.create_index("ix_account_domain_account", ["account"], unique=False)

    op.create_table(
        "article_unsaved",
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_article_unsaved_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("path", "member_id", name=op.f("pk_article_unsaved")),
    )
    op.create_table(
        "customer_grant",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("permission", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["hash"],
            ["customer_session.hash"],
            name=op.f("fk_customer_grant_hash_customer_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", "account", "permission", name=op.f("pk_customer_grant")),
    )
    op.create_table(
        "notice_follower",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_follower_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_follower")),
        sa.UniqueConstraint("notice_id", "mailbox", name=op.f("uq_notice_follower_notice_id")),
    )
    op.create_table(
        "notice_record",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_record_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_record")),
    )
    with op.batch_alter_table("notice_record", schema=None) as batch_op:
        batch_op.create_index("ix_notice_record_notice", ["notice_id"], unique=False)

    op.create_table(
        "notice_ticket",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_ticket_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_notice_ticket")),
    )
    with op.batch_alter_table("notice_ticket", schema=None) as batch_op:
        batch_op.create_index("ix_notice_ticket_notice", ["notice_id"], unique=False)

    op.create_table(
        "notice_update",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.String(length=20), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_update_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_update")),
    )
    with op.batch_alter_table("notice_update", schema=None) as batch_op:
        batch_op.create_index("ix_notice_update_notice", ["notice_id", "at"], unique=False)

    op.create_table(
        "staff_recovery_code",
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_recovery_code_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "hash", name=op.f("pk_staff_recovery_code")),
    )
    op.create_table(
        "staff_session",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_session_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index("ix_staff_session_member", ["member_id"], unique=False)

    op.create_table(
        "staff_sign_in_step",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_sign_in_step_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_sign_in_step")),
    )
    op.create_table(
        "staff_view",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_view_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_view")),
        sa.UniqueConstraint("member_id", "name", name="uq_staff_view_name"),
    )
    op.create_table(
        "ticket_approval",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_approval_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ticket_approval")),
    )
    with op.batch_alter_table("ticket_approval", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_approval_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "ticket_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_link_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ticket_link")),
    )
    op.create_table(
        "ticket_message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("author_kind", sa.String(length=10), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("asked_for", sa.String(length=200), server_default="", nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_message_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_message")),
    )
    with op.batch_alter_table("ticket_message", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_message_ticket", ["ticket_id", "at"], unique=False)

    op.create_table(
        "ticket_record",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_record_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_record")),
    )
    with op.batch_alter_table("ticket_record", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_record_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "ticket_relation",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_relation_first_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_relation_second_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_ticket_relation")),
    )
    with op.batch_alter_table("ticket_relation", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_relation_second", ["second_id"], unique=False)

    op.create_table(
        "ticket_visit",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_visit_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", "ticket_id", name=op.f("pk_ticket_visit")),
    )
    op.create_table(
        "wizard_device_link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["wizard_draft.id"],
            name=op.f("fk_wizard_device_link_draft_id_wizard_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_device_link")),
        sa.UniqueConstraint("code", name=op.f("uq_wizard_device_link_code")),
    )
    with op.batch_alter_table("wizard_device_link", schema=None) as batch_op:
        batch_op.create_index("ix_wizard_device_link_draft", ["draft_id", "about"], unique=False)

    op.create_table(
        "wizard_device_report",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["wizard_draft.id"],
            name=op.f("fk_wizard_device_report_draft_id_wizard_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_device_report")),
        sa.UniqueConstraint(
            "draft_id", "about", "device", name=op.f("uq_wizard_device_report_draft_id")
        ),
    )
    op.create_table(
        "wizard_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["wizard_draft.id"],
            name=op.f("fk_wizard_file_draft_id_wizard_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_file")),
        sa.UniqueConstraint("stored", name=op.f("uq_wizard_file_stored")),
    )
    with op.batch_alter_table("wizard_file", schema=None) as batch_op:
        batch_op.create_index("ix_wizard_file_draft", ["draft_id"], unique=False)

    op.create_table(
        "notice_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("follower_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"],
            ["notice_follower.id"],
            name=op.f("fk_notice_link_follower_id_notice_follower"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_notice_link")),
    )
    with op.batch_alter_table("notice_link", schema=None) as batch_op:
        batch_op.create_index("ix_notice_link_follower", ["follower_id"], unique=False)

    op.create_table(
        "ticket_attachment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["ticket_message.id"],
            name=op.f("fk_ticket_attachment_message_id_ticket_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_attachment_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_attachment")),
        sa.UniqueConstraint("stored", name=op.f("uq_ticket_attachment_stored")),
    )
    with op.batch_alter_table("ticket_attachment", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_attachment_ticket", ["ticket_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("ticket_attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_attachment_ticket")

    op.drop_table("ticket_attachment")
    with op.batch_alter_table("notice_link", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_link_follower")

    op.drop_table("notice_link")
    with op.batch_alter_table("wizard_file", schema=None) as batch_op:
        batch_op.drop_index("ix_wizard_file_draft")

    op.drop_table("wizard_file")
    op.drop_table("wizard_device_report")
    with op.batch_alter_table("wizard_device_link", schema=None) as batch_op:
        batch_op.drop_index("ix_wizard_device_link_draft")

    op.drop_table("wizard_device_link")
    op.drop_table("ticket_visit")
    with op.batch_alter_table("ticket_relation", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_relation_second")

    op.drop_table("ticket_relation")
    with op.batch_alter_table("ticket_record", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_record_ticket")

    op.drop_table("ticket_record")
    with op.batch_alter_table("ticket_message", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_message_ticket")

    op.drop_table("ticket_message")
    op.drop_table("ticket_link")
    with op.batch_alter_table("ticket_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_approval_ticket")

    op.drop_table("ticket_approval")
    op.drop_table("staff_view")
    op.drop_table("staff_sign_in_step")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_session_member")

    op.drop_table("staff_session")
    op.drop_table("staff_recovery_code")
    with op.batch_alter_table("notice_update", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_update_notice")

    op.drop_table("notice_update")
    with op.batch_alter_table("notice_ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_ticket_notice")

    op.drop_table("notice_ticket")
    with op.batch_alter_table("notice_record", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_record_notice")

    op.drop_table("notice_record")
    op.drop_table("notice_follower")
    op.drop_table("customer_grant")
    op.drop_table("article_unsaved")
    with op.batch_alter_table("account_domain", schema=None) as batch_op:
        batch_op.drop_index("ix_account_domain_account")

    op.drop_table("account_domain")
    with op.batch_alter_table("account_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_account_contact_mailbox")

    op.drop_table("account_contact")
    with op.batch_alter_table("wizard_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_wizard_draft_owner")

    op.drop_table("wizard_draft")
    with op.batch_alter_table("wizard_device_try", schema=None) as batch_op:
        batch_op.drop_index("ix_wizard_device_try_network")

    op.drop_table("wizard_device_try")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index("ix_vote_article")

    op.drop_table("vote")
    op.drop_table("ticket_mailbox_link")
    with op.batch_alter_table("ticket_deletion", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_deletion_email")

    op.drop_table("ticket_deletion")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_queue")
        batch_op.drop_index("ix_ticket_email")
        batch_op.drop_index("ix_ticket_account")

    op.drop_table("ticket")
    op.drop_table("staff_member")
    op.drop_table("sign_in_link")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_network")
        batch_op.drop_index("ix_sign_in_attempt_at")
        batch_op.drop_index("ix_sign_in_attempt_account")

    op.drop_table("sign_in_attempt")
    op.drop_table("outbox_stop")
    op.drop_table("outbox_link")
    op.drop_table("outbox_act")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_reference")
        batch_op.drop_index("ix_outbox_network")
        batch_op.drop_index("ix_outbox_mailbox")
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    op.drop_table("notice_generation")
    with op.batch_alter_table("notice_arrival", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_arrival_at")

    op.drop_table("notice_arrival")
    op.drop_table("notice")
    with op.batch_alter_table("insight_step", schema=None) as batch_op:
        batch_op.drop_index("ix_insight_step_trip")
        batch_op.drop_index("ix_insight_step_at")

    op.drop_table("insight_step")
    op.drop_table("insight_secret")
    op.drop_table("insight_query")
    op.drop_table("insight_count")
    with op.batch_alter_table("firewall_release", schema=None) as batch_op:
        batch_op.drop_index("ix_firewall_release_network")
        batch_op.drop_index("ix_firewall_release_address")

    op.drop_table("firewall_release")
    op.drop_table("desk_event")
    with op.batch_alter_table("customer_session", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_session_mailbox")

    op.drop_table("customer_session")
    with op.batch_alter_table("contact_suspension", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_suspension_mailbox")

    op.drop_table("contact_suspension")
    op.drop_table("audit")
    with op.batch_alter_table("article_work", schema=None) as batch_op:
        batch_op.drop_index("ix_article_work_publish_at")

    op.drop_table("article_work")
    with op.batch_alter_table("article_seen", schema=None) as batch_op:
        batch_op.drop_index("ix_article_seen_base")
        batch_op.drop_index("ix_article_seen_at")

    op.drop_table("article_seen")
    with op.batch_alter_table("article_revision", schema=None) as batch_op:
        batch_op.drop_index("ix_article_revision_digest")

    op.drop_table("article_revision")
    op.drop_table("article_errand")
    op.drop_table("article_digest")
    op.drop_table("article_commit")
    op.drop_table("article_address")
    op.drop_table("account")
