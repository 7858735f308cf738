#!/usr/bin/env bash
# Builds the add-on's archive, byte for byte the same every time, and writes nothing else.
#
#   bash package.sh            builds dist/ankiconnect.ankiaddon
#   bash package.sh FILE       builds FILE
#   PYTHON=…  bash package.sh  with this interpreter, which needs pip (`python3 tools/dev.py package` brings one)
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
archive=${1:-$checkout/dist/ankiconnect.ankiaddon}
python=${PYTHON:-python3}

if ! "$python" -c 'import pip' 2>/dev/null; then
    echo "package.sh: $python has no pip: name another with PYTHON=, or run python3 tools/dev.py package" >&2
    exit 1
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
# or Python would leave __pycache__ beside the tools
export PYTHONDONTWRITEBYTECODE=1
"$python" "$checkout/tools/vendor.py" "$stage/_vendor"
"$python" "$checkout/tools/archive.py" "$stage/_vendor" "$stage/archive"
mkdir -p "$(dirname "$archive")"
mv "$stage/archive" "$archive"
