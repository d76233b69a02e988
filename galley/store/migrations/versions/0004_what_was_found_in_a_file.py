"""what was found in a file besides its text: hidden words, tracked changes, how sure OCR is"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, empty in (("hidden", "[]"), ("changes", "[]"), ("confidence", "{}"), ("ocr_pages", "{}")):
        op.add_column("documents", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
