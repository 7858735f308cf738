#!/usr/bin/env bash
# Builds the add-on's archive, byte for byte the same every time, and writes nothing else; `python3 tools/dev.py package`
# (on Windows `py tools/dev.py package`) does the same without bash.
#
#   bash package.sh                 builds dist/ankiconnect.ankiaddon
#   bash package.sh FILE            builds FILE
#   PYTHON=python3 bash package.sh  with this interpreter
set -euo pipefail

checkout=.
[[ ${BASH_SOURCE[0]} != */* ]] || checkout=${BASH_SOURCE[0]%/*}
# or Python would leave __pycache__ beside the tools
export PYTHONDONTWRITEBYTECODE=1
exec "${PYTHON:-python3}" "$checkout/tools/dev.py" package "$@"
