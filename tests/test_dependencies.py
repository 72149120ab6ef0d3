"""What the house is built on: pinned to the byte, few, each with its reason."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.servers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DIRECT = [re.match(r"[\w-]+", one)[0] for one in PROJECT["dependencies"]]
FOR_TESTS = [re.match(r"[\w-]+", one)[0] for one in PROJECT["optional-dependencies"]["dev"]]


def locked(name: str) -> dict[str, str]:
    """What a lock file says of each package."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return {re.split(r"[=\[ ]", line)[0]: line for line in text.splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize(("name", "wanted"), [("requirements.lock", DIRECT), ("requirements-dev.lock", DIRECT + FOR_TESTS)])
def test_every_package_is_pinned_with_its_hashes_and_from_no_address(name, wanted):
    packages = locked(name)

    assert {package.lower() for package in wanted} <= packages.keys()
    loose = [line for line in packages.values() if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert loose == []
    assert not re.search(r"://|--(extra-)?index-url", (ROOT / name).read_text())


def test_they_are_few_and_each_has_its_reason():
    reasons = re.search(r"## Why each dependency\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.DOTALL)[1]

    assert len(DIRECT) <= 35
    assert [one for one in DIRECT + FOR_TESTS if one not in reasons] == []


def test_a_worker_starts_without_what_only_some_pages_or_commands_need():
    large = "alembic mako docx reportlab qrcode PIL pillow_heif pikepdf xlsxwriter fontTools"
    asked = f"import sys, app; print([name for name in {large!r}.split() if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
