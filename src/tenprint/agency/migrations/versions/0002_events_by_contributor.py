"""Tell events apart by contributor: two stations may give the same control number to two arrests of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the contributor and make it part of what is unique."""
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("contributor", sa.String(length=40), nullable=False, server_default=""))
        table.drop_constraint("event_once", type_="unique")
        table.create_unique_constraint("event_once", ["subject_id", "contributor", "tcn"])


def downgrade() -> None:
    """Take the contributor away again; fails where two events differ by nothing else."""
    with op.batch_alter_table("event") as table:
        table.drop_constraint("event_once", type_="unique")
        table.create_unique_constraint("event_once", ["subject_id", "tcn"])
        table.drop_column("contributor")
