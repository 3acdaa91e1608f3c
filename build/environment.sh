# Sourced by build/run and build/test: finds a Python, makes .venv and installs one lock file into it, once a change of the lock.
find_python() {
  local candidate
  for candidate in "${DEMADO_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Demado needs Python 3.11 or newer; none was found (DEMADO_PYTHON names one)." >&2
  return 1
}

make_environment() {
  local lock="build/$1" python stamp
  # The stamp holds the digest of what is installed, so that a second start installs nothing.
  stamp="$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)"
  grep -qsx "$stamp" .venv/demado-installed && return
  python="$(find_python)" || return
  if [ ! -x .venv/bin/python ]; then
    echo "Making the virtual environment .venv with $("$python" --version) …"
    if ! "$python" -m venv .venv; then
      rm -rf .venv
      echo "Python's venv module is missing or broken. On Debian: apt-get install python3-venv" >&2
      return 1
    fi
  fi
  echo "Installing the locked packages (this takes a minute the first time) …"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
  echo "$stamp" >>.venv/demado-installed
}
