"""Acts of participation: one register of every act in place of the table of switch orders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONTROL_CHARACTERS = 40


def upgrade() -> None:
    """Create the register, take the orders over as switch acts, and drop their table."""
    acts = op.create_table(
        "participation_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("control", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=5), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("officer", sa.String(length=60), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=60), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("control"),
    )
    with op.batch_alter_table("participation_act", schema=None) as batch_op:
        batch_op.create_index("participation_act_place", ["place"], unique=False)
    rows = _order_rows()
    if rows:
        op.bulk_insert(acts, rows)
    op.drop_table("activation_order")


def _order_rows() -> list[dict[str, Any]]:
    """The orders given so far, as acts: all were a county's, given by the national agency."""
    order = sa.table(
        "activation_order",
        sa.column("id", sa.Integer),
        sa.column("fips", sa.String),
        sa.column("active", sa.Boolean),
        sa.column("effective_on", sa.Date),
        sa.column("officer", sa.String),
        sa.column("authority", sa.Text),
        sa.column("at", sa.DateTime),
    )
    rows = op.get_bind().execute(sa.select(order).order_by(order.c.id)).all()
    return [
        {
            "control": f"ORDER-{row.at:%Y%m%d}-{row.id:06d}"[:CONTROL_CHARACTERS],
            "kind": "activate" if row.active else "deactivate",
            "place": row.fips,
            # An order could be given on the evening before its day by the clock of another zone.
            "acted_on": min(row.at.date(), row.effective_on),
            "effective_on": row.effective_on,
            "document": None,
            "title": "activation officer",
            "origin": "national",
            "at": row.at,
            "standing": "in force",
            "officer": row.officer,
            "authority": row.authority,
            "known_at": row.at,
            "confirmed_by": None,
            "confirmed_at": None,
        }
        for row in rows
    ]
