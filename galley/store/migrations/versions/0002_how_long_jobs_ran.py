"""how long jobs ran, without their waits"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("claimed_at", sa.Float(), nullable=True))
    op.add_column("jobs", sa.Column("busy_seconds", sa.Float(), nullable=False, server_default="0"))
    op.create_index("jobs_by_kind", "jobs", ["kind", "ended_at"], unique=False)
