"""Music-and-effects stems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("masters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("m_and_e", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("masters", schema=None) as batch_op:
        batch_op.drop_column("m_and_e")
