#!/usr/bin/env bash
# Makes .venv with the pinned dependencies (wheels only) and takes ffmpeg, espeak-ng, mkvtoolnix and fonts from the
# system, installing them where it may. Safe to run again: it does only what is not done yet.
# usage: scripts/setup.sh [extras]     extras: run (default), test, check
set -euo pipefail
cd "$(dirname "$0")/.."
extras=${1:-run}
say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1; fi
}

missing_system_packages() {
  command -v ffmpeg >/dev/null 2>&1 || echo ffmpeg
  command -v espeak-ng >/dev/null 2>&1 || echo espeak-ng
  command -v mkvmerge >/dev/null 2>&1 || echo mkvtoolnix
  command -v fc-list >/dev/null 2>&1 || echo fontconfig
  fonts=$(fc-list : family 2>/dev/null || true)
  for family in 'Noto Sans Thai' 'Noto Sans Khmer' 'Noto Sans Lao' 'Noto Sans Myanmar' 'Noto Sans Arabic'; do
    case "$fonts" in *"$family"*) ;; *) echo fonts-noto-core; break ;; esac
  done
  case "$fonts" in *'Noto Sans CJK'*) ;; *) echo fonts-noto-cjk ;; esac
  if [ "$extras" != run ] && command -v npm >/dev/null 2>&1 && ! command -v chromium >/dev/null 2>&1; then echo chromium; fi
}

install_system_packages() {
  local wanted
  wanted=$(missing_system_packages | sort -u | tr '\n' ' ')
  [ -z "${wanted// /}" ] && return 0
  if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
    say "installing $wanted(system packages)"
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 \
      && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null 2>&1; then
      return 0
    fi
    say "the system would not install them; going on with what the wheels carry"
  fi
  say "not on this system: $wanted- ffmpeg and espeak-ng come from wheels instead; missing fonts leave their script out of the pictures; missing mkvtoolnix leaves legacy language tags in the MKV"
}

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"; return 0
    fi
  done
  return 1
}

make_venv() {
  [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && return 0
  local python
  python=$(find_python) || { say "Python 3.11 or newer is needed"; exit 1; }
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null 2>&1 || true
    "$python" -m venv .venv || { say "cannot make a virtual environment: install python3-venv"; exit 1; }
  fi
}

install_packages() {
  local target="." stamp
  case "$extras" in run) ;; test) target=".[test]" ;; check) target=".[test,check]" ;; *) say "unknown extras $extras"; exit 2 ;; esac
  stamp=$(cat pyproject.toml constraints.txt | sha256sum | cut -d' ' -f1)
  for have in "$extras" test check; do  # what a larger set installed serves the smaller one
    case "$extras/$have" in test/test|check/check|run/*|test/check)
      [ "$(cat ".venv/.installed-$have" 2>/dev/null)" = "$stamp" ] && return 0 ;;
    esac
  done
  say "installing Python packages ($extras)"
  # An old pip (Debian 12 ships 23.0) cannot read the metadata of some wheels we pin.
  .venv/bin/python -m pip install -q --disable-pip-version-check "pip==26.3" 2>&1 | grep -v '^WARNING' || true
  .venv/bin/python -m pip install -q --disable-pip-version-check --prefer-binary -c constraints.txt -e "$target"
  echo "$stamp" > ".venv/.installed-$extras"
}

# Players for the tests of streams: pinned in tests/player/package.json, kept out of the repository.
install_players() {
  [ "$extras" = run ] && return 0
  command -v npm >/dev/null 2>&1 || return 0
  local stamp
  stamp=$(sha256sum tests/player/package.json | cut -d' ' -f1)
  [ "$(cat tests/player/node_modules/.installed 2>/dev/null)" = "$stamp" ] && return 0
  say "fetching hls.js, Shaka Player and playwright-core for the tests"
  if (cd tests/player && npm install --no-package-lock --no-audit --no-fund --ignore-scripts >/dev/null 2>&1); then
    echo "$stamp" > tests/player/node_modules/.installed
  else
    say "they did not come: the tests that play streams are skipped"
  fi
}

install_system_packages
make_venv
install_packages
install_players
