"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_try",
        sa.Column("key", types.LookupHash(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claim_try")),
    )
    op.create_table(
        "conversation",
        sa.Column("chat_key", types.LookupHash(), nullable=False),
        sa.Column("channel", types.PlainText(length=12), nullable=False),
        sa.Column("address", types.Secret(), nullable=False),
        sa.Column("lang", types.PlainText(length=2), nullable=True),
        sa.Column("state", types.SecretJson(), nullable=True),
        sa.Column("last_seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("unreachable_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("chat_key", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_last_seen_at"), ["last_seen_at"], unique=False)

    op.create_table(
        "erased",
        sa.Column("chat_key", types.LookupHash(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_key", name=op.f("pk_erased")),
    )
    with op.batch_alter_table("erased", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erased_at"), ["at"], unique=False)

    op.create_table(
        "group_invite",
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_group_invite")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", types.PlainText(length=12), nullable=False),
        sa.Column("update_id", types.PlainText(length=40), nullable=False),
        sa.Column("chat_key", types.LookupHash(), nullable=False),
        sa.Column("body", types.SecretJson(), nullable=True),
        sa.Column("received_at", types.UtcDateTime(), nullable=False),
        sa.Column("handled_at", types.UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "update_id", name=op.f("uq_inbox_channel_update_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_handled_at"), ["handled_at"], unique=False)
        batch_op.create_index(
            "ix_inbox_waiting",
            ["chat_key", "id"],
            unique=False,
            postgresql_where=sa.text("handled_at IS NULL"),
            sqlite_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "meta",
        sa.Column("name", types.PlainText(length=40), nullable=False),
        sa.Column("value", types.PlainText(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "office",
        sa.Column("id", types.PlainText(length=40), nullable=False),
        sa.Column("mode", types.PlainText(length=8), nullable=False),
        sa.Column("confirmed_at", types.UtcDateTime(), nullable=True),
        sa.Column("paused_at", types.UtcDateTime(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("opens_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("asks_before", types.PlainText(length=200), nullable=False),
        sa.Column("papers_fr", types.PlainText(length=300), nullable=False),
        sa.Column("papers_nl", types.PlainText(length=300), nullable=False),
        sa.Column("lateness_fr", types.PlainText(length=300), nullable=False),
        sa.Column("lateness_nl", types.PlainText(length=300), nullable=False),
        sa.Column("companion_fr", types.PlainText(length=300), nullable=False),
        sa.Column("companion_nl", types.PlainText(length=300), nullable=False),
        sa.Column("interpreter_fr", types.PlainText(length=300), nullable=False),
        sa.Column("interpreter_nl", types.PlainText(length=300), nullable=False),
        sa.Column("walk_in_fr", types.PlainText(length=300), nullable=False),
        sa.Column("walk_in_nl", types.PlainText(length=300), nullable=False),
        sa.Column("weekly_most", sa.Integer(), nullable=True),
        sa.Column("email", types.Secret(), nullable=True),
        sa.Column("email_accepted_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("mode IN ('off', 'request', 'slots')", name=op.f("ck_office_mode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "office_feed",
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_office_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_office_feed_token_hash")),
    )
    op.create_table(
        "sent_lately",
        sa.Column("channel", types.PlainText(length=12), nullable=False),
        sa.Column("handed_out", types.SecretJson(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_sent_lately")),
    )
    op.create_table(
        "staff_link",
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_link")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", types.PlainText(length=64), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("csrf", types.PlainText(length=64), nullable=False),
        sa.Column("lang", types.PlainText(length=2), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_table(
        "unmet",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lang", types.PlainText(length=2), nullable=False),
        sa.Column("text", types.Secret(), nullable=False),
        sa.Column("meant", types.PlainText(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet")),
    )
    with op.batch_alter_table("unmet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unmet_day"), ["day"], unique=False)

    op.create_table(
        "visit_opinion",
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opinion", types.PlainText(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("opinion IN ('good', 'so_so', 'bad')", name=op.f("ck_visit_opinion_opinion")),
        sa.PrimaryKeyConstraint("office", "month", "opinion", name=op.f("pk_visit_opinion")),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("label", types.PlainText(length=60), nullable=False),
        sa.Column("languages", types.PlainText(length=5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name=op.f("fk_desk_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("office", "label", name=op.f("uq_desk_office_label")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("code", types.PlainText(length=12), nullable=False),
        sa.Column("request_key", types.PlainText(length=80), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("chat_key", types.LookupHash(), nullable=True),
        sa.Column("beneficiary", types.LookupHash(), nullable=True),
        sa.Column("for_other", sa.Boolean(), nullable=False),
        sa.Column("first_name", types.Secret(), nullable=True),
        sa.Column("details", types.SecretJson(), nullable=True),
        sa.Column("lang", types.PlainText(length=2), nullable=False),
        sa.Column("reception_lang", types.PlainText(length=2), nullable=False),
        sa.Column("status", types.PlainText(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.UtcDateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("moved_at", types.UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", types.UtcDateTime(), nullable=True),
        sa.Column("arrived_at", types.UtcDateTime(), nullable=True),
        sa.Column("late_at", types.UtcDateTime(), nullable=True),
        sa.Column("gave_opinion", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'proposed', 'booked', 'attended', 'no_show', 'cancelled_by_person', 'cancelled_by_staff', 'declined', 'lapsed')",
            name=op.f("ck_appointment_status"),
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_appointment_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("code", name=op.f("uq_appointment_code")),
        sa.UniqueConstraint("request_key", name=op.f("uq_appointment_request_key")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_agenda", ["office", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_chat_key"), ["chat_key"], unique=False)
        batch_op.create_index("ix_appointment_due", ["status", "starts_at"], unique=False)
        batch_op.create_index(
            "uq_appointment_one_open",
            ["beneficiary"],
            unique=True,
            postgresql_where=sa.text("status IN ('booked', 'proposed', 'requested')"),
            sqlite_where=sa.text("status IN ('booked', 'proposed', 'requested')"),
        )

    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_closure_first_before_last")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_closure_desk_id_desk"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name=op.f("fk_closure_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_office"), ["office"], unique=False)

    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", types.PlainText(length=5), nullable=False),
        sa.Column("ends", types.PlainText(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name=op.f("ck_opening_weekly_or_one_day")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_opening_starts_before_end")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_opening_desk_id_desk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_desk_id"), ["desk_id"], unique=False)

    op.create_table(
        "appointment_event",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("actor", types.PlainText(length=60), nullable=False),
        sa.Column("what", types.PlainText(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_appointment_event_appointment_id_appointment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_event")),
    )
    with op.batch_alter_table("appointment_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_event_appointment_id"), ["appointment_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("chat_key", types.LookupHash(), nullable=False),
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_hold_desk_id_desk"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["moves"], ["appointment.id"], name=op.f("fk_hold_moves_appointment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("chat_key", name=op.f("uq_hold_chat_key")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", types.PlainText(length=12), nullable=False),
        sa.Column("recipient", types.LookupHash(), nullable=False),
        sa.Column("address", types.Secret(), nullable=False),
        sa.Column("body", types.SecretJson(), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("appointment_version", sa.Integer(), nullable=True),
        sa.Column("timed", types.PlainText(length=16), nullable=True),
        sa.Column("dedupe_key", types.PlainText(length=80), nullable=True),
        sa.Column("prompt", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("not_before", types.UtcDateTime(), nullable=False),
        sa.Column("not_after", types.UtcDateTime(), nullable=True),
        sa.Column("lease_owner", types.PlainText(length=40), nullable=True),
        sa.Column("leased_until", types.UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", types.PlainText(length=8), nullable=False),
        sa.Column("sent_at", types.UtcDateTime(), nullable=True),
        sa.Column("message_ref", types.Secret(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'check')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint(
            "timed IN ('reminder_3days', 'reminder_1day', 'no_show', 'after_visit')", name=op.f("ck_outbox_timed")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_outbox_appointment_id_appointment"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["edits"], ["outbox.id"], name=op.f("fk_outbox_edits_outbox"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["recipient", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "cell",
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("cell_no", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(appointment_id IS NULL) <> (hold_id IS NULL)", name=op.f("ck_cell_one_owner")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_cell_appointment_id_appointment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_cell_desk_id_desk")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_cell_hold_id_hold"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("desk_id", "cell_no", name=op.f("pk_cell")),
    )
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cell_hold_id"), ["hold_id"], unique=False)

    op.create_table(
        "office_group",
        sa.Column("office", types.PlainText(length=40), nullable=False),
        sa.Column("channel", types.PlainText(length=12), nullable=False),
        sa.Column("recipient", types.LookupHash(), nullable=False),
        sa.Column("address", types.Secret(), nullable=False),
        sa.Column("linked_at", types.UtcDateTime(), nullable=False),
        sa.Column("lost_at", types.UtcDateTime(), nullable=True),
        sa.Column("today", sa.Date(), nullable=True),
        sa.Column("today_message", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["today_message"], ["outbox.id"], name=op.f("fk_office_group_today_message_outbox"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_office_group")),
        sa.UniqueConstraint("recipient", name=op.f("uq_office_group_recipient")),
    )


def downgrade() -> None:
    op.drop_table("office_group")
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cell_hold_id"))
        batch_op.drop_index(batch_op.f("ix_cell_appointment_id"))

    op.drop_table("cell")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_appointment_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hold_expires_at"))

    op.drop_table("hold")
    with op.batch_alter_table("appointment_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_event_appointment_id"))

    op.drop_table("appointment_event")
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_desk_id"))

    op.drop_table("opening")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closure_office"))

    op.drop_table("closure")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_one_open",
            postgresql_where=sa.text("status IN ('booked', 'proposed', 'requested')"),
            sqlite_where=sa.text("status IN ('booked', 'proposed', 'requested')"),
        )
        batch_op.drop_index("ix_appointment_due")
        batch_op.drop_index(batch_op.f("ix_appointment_chat_key"))
        batch_op.drop_index("ix_appointment_agenda")

    op.drop_table("appointment")
    op.drop_table("desk")
    op.drop_table("visit_opinion")
    with op.batch_alter_table("unmet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unmet_day"))

    op.drop_table("unmet")
    op.drop_table("staff_session")
    op.drop_table("staff_link")
    op.drop_table("sent_lately")
    op.drop_table("office_feed")
    op.drop_table("office")
    op.drop_table("meta")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_waiting",
            postgresql_where=sa.text("handled_at IS NULL"),
            sqlite_where=sa.text("handled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_inbox_handled_at"))

    op.drop_table("inbox")
    op.drop_table("group_invite")
    with op.batch_alter_table("erased", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erased_at"))

    op.drop_table("erased")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_last_seen_at"))

    op.drop_table("conversation")
    op.drop_table("claim_try")
