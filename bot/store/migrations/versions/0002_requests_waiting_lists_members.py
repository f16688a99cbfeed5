"""requests, waiting lists, members"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_browser",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("label", types.Secret(), nullable=False),
        sa.Column("csrf", types.PlainText(length=64), nullable=False),
        sa.Column("lang", types.PlainText(length=2), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", types.PlainText(length=60), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("names_until", types.UtcDateTime(), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_browser")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_desk_browser_token_hash")),
    )
    with op.batch_alter_table("desk_browser", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_browser_office"), ["office"], unique=False)

    op.create_table(
        "desk_pin",
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("pin_hash", types.PlainText(length=120), nullable=False),
        sa.Column("set_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_desk_pin")),
    )
    op.create_table(
        "group_person",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("person_key", types.LookupHash(), nullable=False),
        sa.Column("name", types.Secret(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_person")),
        sa.UniqueConstraint("office", "person_key", name=op.f("uq_group_person_office_person_key")),
    )
    op.create_table(
        "staff_invite",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("role", types.PlainText(length=10), nullable=False),
        sa.Column("name", types.Secret(), nullable=False),
        sa.Column("made_by", types.PlainText(length=60), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('reception', 'manager')", name=op.f("ck_staff_invite_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invite")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invite_token_hash")),
    )
    with op.batch_alter_table("staff_invite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_invite_office"), ["office"], unique=False)

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("role", types.PlainText(length=10), nullable=False),
        sa.Column("name", types.Secret(), nullable=False),
        sa.Column("chat_key", types.LookupHash(), nullable=True),
        sa.Column("channel", types.PlainText(length=12), nullable=True),
        sa.Column("address", types.Secret(), nullable=True),
        sa.Column("email", types.Secret(), nullable=True),
        sa.Column("email_key", types.LookupHash(), nullable=True),
        sa.Column("added_at", types.UtcDateTime(), nullable=False),
        sa.Column("added_by", types.PlainText(length=60), nullable=False),
        sa.Column("removed_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('reception', 'manager')", name=op.f("ck_staff_member_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("office", "chat_key", name=op.f("uq_staff_member_office_chat_key")),
        sa.UniqueConstraint("office", "email_key", name=op.f("uq_staff_member_office_email_key")),
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_member_chat_key"), ["chat_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_member_email_key"), ["email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_member_office"), ["office"], unique=False)

    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("chat_key", types.LookupHash(), nullable=False),
        sa.Column("lang", types.PlainText(length=2), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("known", types.SecretJson(), nullable=True),
        sa.Column("named", types.SecretJson(), nullable=True),
        sa.Column("told_at", types.UtcDateTime(), nullable=True),
        sa.Column("times_told", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("office", "chat_key", name=op.f("uq_waiting_office_chat_key")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_chat_key"), ["chat_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_waiting_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_waiting_order", ["office", "since"], unique=False)

    op.create_table(
        "request",
        sa.Column("appointment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("half_days", types.PlainText(length=60), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False),
        sa.Column("answer_by", types.UtcDateTime(), nullable=False),
        sa.Column("open_until", types.UtcDateTime(), nullable=False),
        sa.Column("answer", types.PlainText(length=16), nullable=False),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.Column("missed_at", types.UtcDateTime(), nullable=True),
        sa.Column("proposal_until", types.UtcDateTime(), nullable=True),
        sa.Column("reminded_at", types.UtcDateTime(), nullable=True),
        sa.Column("other_office", types.PlainText(length=40), nullable=False),
        sa.Column("group_message", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('', 'proposed', 'walk_in', 'phone', 'followed', 'other_office')", name=op.f("ck_request_answer")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_request_appointment_id_appointment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_message"], ["outbox.id"], name=op.f("fk_request_group_message_outbox"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_answer_by"), ["answer_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_proposal_until"), ["proposal_until"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("staff_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("member_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("member_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("member_id")

    with op.batch_alter_table("staff_link", schema=None) as batch_op:
        batch_op.drop_column("member_id")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("waiting_id")

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_proposal_until"))
        batch_op.drop_index(batch_op.f("ix_request_answer_by"))

    op.drop_table("request")
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index("ix_waiting_order")
        batch_op.drop_index(batch_op.f("ix_waiting_expires_at"))
        batch_op.drop_index(batch_op.f("ix_waiting_chat_key"))

    op.drop_table("waiting")
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_member_office"))
        batch_op.drop_index(batch_op.f("ix_staff_member_email_key"))
        batch_op.drop_index(batch_op.f("ix_staff_member_chat_key"))

    op.drop_table("staff_member")
    with op.batch_alter_table("staff_invite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_invite_office"))

    op.drop_table("staff_invite")
    op.drop_table("group_person")
    op.drop_table("desk_pin")
    with op.batch_alter_table("desk_browser", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_browser_office"))

    op.drop_table("desk_browser")
