#!/bin/sh
# Every test: rules first, then both databases, then the real browser.
set -eu
PATH="$PATH:/usr/sbin"  # where a reverse proxy may live
for program in chromium nginx; do
  if ! command -v "$program" >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && apt-get install -y -qq "$program" >/dev/null
    else
      echo "The tests of real programs need “$program”: install the package of that name first." >&2
      exit 1
    fi
  fi
done
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/lint-imports >/dev/null
.venv/bin/mypy
.venv/bin/pytest -n 2 -m "not chromium and not real" --db sqlite
.venv/bin/pytest -n 2 -m "not chromium and not real" --db postgresql
.venv/bin/pytest -m "real" --db sqlite
.venv/bin/pytest -m "real and not crawl" --db postgresql
