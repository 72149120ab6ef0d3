#!/bin/sh
# Every test: rules first, then both databases, then the real browser.
set -eu
PATH="$PATH:/usr/sbin"  # where a reverse proxy may live
for needed in chromium nginx "soffice libreoffice-writer-nogui fonts-liberation"; do
  program="${needed%% *}"
  packages="${needed#* }"
  if ! command -v "$program" >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      # shellcheck disable=SC2086  # several packages
      apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages >/dev/null
    else
      echo "The tests of real programs need “$program”: install $packages first." >&2
      exit 1
    fi
  fi
done
# Debian 12 has the letters with every Vietnamese tone in a second package; later releases have them in the first.
if ! fc-list ":family=Liberation Serif:charset=1ea4" 2>/dev/null | grep -q . && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq fonts-liberation2 >/dev/null
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/lint-imports >/dev/null
.venv/bin/mypy
.venv/bin/pytest -n 2 -m "not real" --db sqlite
.venv/bin/pytest -n 2 -m "not real" --db postgresql
# The walk through everything takes about as long as all other tests of real programs: one beside the others.
walked="$(mktemp)"
.venv/bin/pytest -m "real" --db sqlite tests/e2e/test_crawl.py >"$walked" 2>&1 &
status=0
.venv/bin/pytest -n 2 --dist loadfile -m "real" --db sqlite --ignore tests/e2e/test_crawl.py || status=$?
.venv/bin/pytest -n 2 --dist loadfile -m "real and not once" --db postgresql || status=$?
wait $! || status=$?
cat "$walked"
rm "$walked"
exit "$status"
