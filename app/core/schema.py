"""The tables of this version, brought about by the migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def newest(root: Path) -> str | None:
    """The revision this version of the product needs."""
    return ScriptDirectory.from_config(_config(root)).get_current_head()


def migrate(root: Path) -> None:
    """Bring the database of the settings to the newest revision. Safe to run again."""
    command.upgrade(_config(root), "head")


def _config(root: Path) -> Config:
    return Config(toml_file=str(root / "pyproject.toml"))
