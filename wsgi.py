"""What the server loads: check the settings, build the app."""

from app import create_app
from config import from_environment

app = create_app(from_environment())
