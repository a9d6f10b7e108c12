"""Delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("retry_of", sa.String(length=255), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization", "title"], ["titles.organization", "titles.id"], name=op.f("fk_series_titles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )

    op.create_table(
        "series_jobs",
        sa.Column("series", sa.String(length=255), nullable=False),
        sa.Column("job", sa.String(length=255), nullable=False),
        sa.Column("organization", sa.String(length=255), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.id"], name=op.f("fk_series_jobs_series")),
        sa.PrimaryKeyConstraint("series", "job", name=op.f("pk_series_jobs")),
    )

    with op.batch_alter_table("series_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_jobs_job"), ["job"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("series_jobs")
    op.drop_table("series")
