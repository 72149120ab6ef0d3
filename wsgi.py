"""What the server loads: check the settings, build the app."""

from app import create_app
from config import Unsafe, from_environment

try:
    app = create_app(from_environment())
except Unsafe as why:
    raise SystemExit(f"Not started: {why}") from None
