"""Voices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "voices",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("speaks", sa.String(length=255), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization", "id", name=op.f("pk_voices")),
    )
    with op.batch_alter_table("voices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voices_organization_speaks"), ["organization", "speaks"], unique=True)

    op.create_table(
        "cast_members",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=255), nullable=False),
        sa.Column("character", sa.String(length=255), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organization", "title"], ["titles.organization", "titles.id"],
                                name=op.f("fk_cast_members_titles")),
        sa.PrimaryKeyConstraint("organization", "title", "language", "character", name=op.f("pk_cast_members")),
    )
    op.create_table(
        "package_voices",
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("master", sa.String(length=255), nullable=False),
        sa.Column("package", sa.String(length=255), nullable=False),
        sa.Column("voice", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("organization", "title", "master", "package", "voice", name=op.f("pk_package_voices")),
    )
    with op.batch_alter_table("package_voices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_voices_organization_voice"), ["organization", "voice"], unique=False)
