# Shared by the findings: a temporary folder that goes when the script ends, packages in a fresh virtual
# environment, and the comparison with what was seen. Source it; Python must be 3.12 or newer.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore TZ=UTC LC_ALL=C.UTF-8

# install NAME PACKAGE==VERSION...   makes the command "$work/NAME/bin/python" with these packages
install() {
    local name=$1 python; shift
    for python in python3.12 python3.13 python3.14 python3 "$HOME"/.pyenv/versions/3.1[2-9].*/bin/python3; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
        python=
    done
    [ -n "$python" ] || { echo "this needs Python 3.12 or newer" >&2; exit 2; }
    "$python" -m venv "$work/$name"
    "$work/$name/bin/python" -m pip -qq --disable-pip-version-check install --no-compile "$@"
}

# expect   takes the output to be expected from standard input and compares "$work/seen" with it
expect() {
    cat >"$work/expected"
    cat "$work/seen"
    diff "$work/expected" "$work/seen" >"$work/difference" && { echo "AS DESCRIBED: $(basename "$0" .sh)"; return; }
    { echo "CHANGED: $(basename "$0" .sh); expected (<), seen (>):"; cat "$work/difference"; } >&2
    exit 1
}
