"""what a list of reviews counts, so that an index alone can tell it"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("section", sa.Text(), nullable=True))
    jobs = sa.table("jobs", sa.column("kind"), sa.column("input", sa.JSON), sa.column("section"))
    reviews = sa.update(jobs).where(jobs.c.kind == "analyze_section")
    op.execute(reviews.values(section=jobs.c.input["section_name"].as_string()))
    op.create_index("jobs_by_section", "jobs", ["session_id", "section", "created_at", "id", "state"], unique=False)
    op.create_index("jobs_by_session", "jobs", ["session_id", "parent_id"], unique=False)
    op.drop_index("ix_jobs_session_id", table_name="jobs")
    op.create_index("findings_by_decision", "findings", ["session_id", "decision", "created_at", "id"], unique=False)
