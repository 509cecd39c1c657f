#!/bin/sh
# Stores a dump of this version for each database, which every later version is tried with. Run it at the end of an issue.
set -eu
cd "$(dirname "$0")/../.."

. bin/_bootstrap.sh
environment dev
libraries
test_tools

. bin/_services.sh
work=$(mktemp -d /tmp/hashira-upgrades-XXXXXX)
finish() {
  stop_services
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

.venv/bin/python -m tests.upgrades.store
if ! start_postgres; then
  say "No PostgreSQL 15 or newer here, or it does not start (apt-get install postgresql, as root)"
  exit 1
fi
.venv/bin/python -m tests.upgrades.store
