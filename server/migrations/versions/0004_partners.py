"""Partners."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("partner", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("package", sa.String(length=255), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("sent_bytes", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("outcome", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begin_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_time", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entries")),
        sqlite_autoincrement=True,
    )

    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entries_organization_sequence"), ["organization", "sequence"], unique=False
        )

    op.create_table(
        "offers",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("owner", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("package", sa.String(length=255), nullable=False),
        sa.Column("licence", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "owner", "title", "master", "package", name=op.f("pk_offers")),
    )

    op.create_table(
        "rights_windows",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("partner", sa.String(length=255), nullable=False),
        sa.Column("territory", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=255), nullable=False),
        sa.Column("begin_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "title"], ["titles.organization", "titles.id"], name=op.f("fk_rights_windows_titles")
        ),
        sa.PrimaryKeyConstraint("organization", "title", "id", name=op.f("pk_rights_windows")),
    )

    with op.batch_alter_table("rights_windows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_windows_partner"), ["partner"], unique=False)

    op.create_table(
        "acknowledgements",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("package", sa.String(length=255), nullable=False),
        sa.Column("partner", sa.String(length=255), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "title", "master", "package"],
            ["packages.organization", "packages.title", "packages.master", "packages.id"],
            name=op.f("fk_acknowledgements_packages"),
        ),
        sa.PrimaryKeyConstraint(
            "organization", "title", "master", "package", "partner", name=op.f("pk_acknowledgements")
        ),
    )

    op.create_table(
        "findings",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("cue", sa.String(length=255), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("severity", sa.String(length=255), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("time", sa.String(length=255), nullable=False),
        sa.Column("reporter", sa.String(length=255), nullable=False),
        sa.Column("package", sa.String(length=255), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "title", "master", "language"],
            ["localizations.organization", "localizations.title", "localizations.master", "localizations.language"],
            name=op.f("fk_findings_localizations"),
        ),
        sa.PrimaryKeyConstraint("organization", "title", "master", "language", "id", name=op.f("pk_findings")),
    )

    op.add_column("cues", sa.Column("findings", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("packages", sa.Column("profile", sa.String(length=255), server_default="generic", nullable=False))
    connection = op.get_bind()
    # A package knows its profile by the job that made it.
    for job, spec in connection.execute(sa.text("SELECT id, spec FROM jobs")).all():
        connection.execute(
            sa.text("UPDATE packages SET profile = :profile WHERE job = :job"),
            {"profile": json.loads(spec).get("profile", "generic"), "job": job},
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("packages", schema=None) as batch_op:
        batch_op.drop_column("profile")
    with op.batch_alter_table("cues", schema=None) as batch_op:
        batch_op.drop_column("findings")
    for table in ("findings", "acknowledgements", "rights_windows", "offers", "audit_entries"):
        op.drop_table(table)
