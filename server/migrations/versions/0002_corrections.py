"""Corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "memory_units",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("source_language", sa.String(length=255), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization", "id", name=op.f("pk_memory_units")),
    )
    with op.batch_alter_table("memory_units", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_memory_units_organization_source_language_form"),
            ["organization", "source_language", "form"],
            unique=False,
        )

    op.create_table(
        "proposal_decisions",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("glossary", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization", "glossary", "id", name=op.f("pk_proposal_decisions")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("glossary", sa.String(length=255), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("cues", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "glossary"],
            ["glossaries.organization", "glossaries.id"],
            name=op.f("fk_corrections_glossaries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_corrections_organization"),
            ["organization"],
            unique=False,
        )

    op.create_table(
        "glossary_revisions",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("glossary", sa.String(length=255), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("correction", sa.String(length=255), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "glossary"],
            ["glossaries.organization", "glossaries.id"],
            name=op.f("fk_glossary_revisions_glossaries"),
        ),
        sa.PrimaryKeyConstraint("organization", "glossary", "id", name=op.f("pk_glossary_revisions")),
    )
    op.create_table(
        "correction_jobs",
        sa.Column("correction", sa.String(length=255), nullable=False),
        sa.Column("job", sa.String(length=255), nullable=False),
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("cues", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["correction"], ["corrections.id"], name=op.f("fk_correction_jobs_corrections")),
        sa.PrimaryKeyConstraint("correction", "job", name=op.f("pk_correction_jobs")),
    )
    with op.batch_alter_table("correction_jobs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_jobs_job"),
            ["job"],
            unique=False,
        )

    op.create_table(
        "renditions",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=255), nullable=False),
        sa.Column("job", sa.String(length=255), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("glossary", sa.String(length=255), nullable=False),
        sa.Column("transcript", sa.String(length=64), nullable=False),
        sa.Column("translation", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.JSON(), nullable=False),
        sa.Column("cues", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "title", "master", "language"],
            ["localizations.organization", "localizations.title", "localizations.master", "localizations.language"],
            name=op.f("fk_renditions_localizations"),
        ),
        sa.PrimaryKeyConstraint("organization", "title", "master", "language", name=op.f("pk_renditions")),
    )
    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_renditions_organization_glossary"),
            ["organization", "glossary"],
            unique=False,
        )

    with op.batch_alter_table("cues", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("made_text", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("written_for", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("glossary", sa.String(length=255), server_default="", nullable=False))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_column("glossary")

    with op.batch_alter_table("cues", schema=None) as batch_op:
        batch_op.drop_column("written_for")
        batch_op.drop_column("made_text")
        batch_op.drop_column("approved")

    for table in ("renditions", "correction_jobs", "glossary_revisions", "corrections", "proposal_decisions", "memory_units"):
        op.drop_table(table)
