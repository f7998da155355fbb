#!/bin/sh
# Installs the command `secondme` for this person, with pipx or else uv, from the folder that this file lies in.
set -eu
cd -- "$(dirname -- "$0")/../.."
python=$(sh packaging/prerequisites.sh python)
sh packaging/prerequisites.sh compiler
export CMAKE_ARGS="${CMAKE_ARGS--DLLAVA_BUILD=OFF}"
echo "The first time compiles the model's runtime: 5 to 20 minutes." >&2
if command -v pipx >/dev/null; then
    exec pipx install --python "$python" '.[starter]'
elif command -v uv >/dev/null; then
    exec uv tool install --python "$python" '.[starter]'
fi
echo "Neither pipx nor uv is installed: install one of them (sudo apt install pipx, brew install pipx)." >&2
exit 1
