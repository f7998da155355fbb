#!/bin/sh
# Looks for what the installation needs and pip cannot bring.
#
#   prerequisites.sh python     prints a Python of at least 3.11 that can make environments ($PYTHON, if set)
#   prerequisites.sh compiler   is silent if there is a C++ compiler ($CXX, if set)
#
# What is missing is one sentence on standard error that says what to install, and status 1.
set -u

# What the person types to install something: each argument is the name of it for one package manager.
how() {
    if [ "$(uname -s 2>/dev/null)" = Darwin ]; then
        echo "$4"
    elif command -v apt-get >/dev/null; then
        echo "sudo apt install $1"
    elif command -v dnf >/dev/null; then
        echo "sudo dnf install $2"
    elif command -v pacman >/dev/null; then
        echo "sudo pacman -S $3"
    elif command -v zypper >/dev/null; then
        echo "sudo zypper install $2"
    elif command -v apk >/dev/null; then
        echo "sudo apk add $5"
    else
        echo "your system's packages have it"
    fi
}

find_python() {
    bare=
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do
        found=$("$candidate" -c 'import sys
if sys.version_info >= (3, 11):
    print(sys.executable)' 2>/dev/null </dev/null) || continue
        if [ -z "$found" ]; then
            continue
        fi
        if "$found" -c 'import ensurepip, venv' 2>/dev/null </dev/null; then
            echo "$found"
            exit 0
        fi
        bare=${bare:-$found}
    done
    if [ -n "$bare" ]; then
        version=$("$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$bare cannot make environments, as its modules venv and ensurepip are missing: install them" \
            "($(how "python$version-venv" python3 python 'brew install python' python3))." >&2
    elif [ -n "${PYTHON:-}" ]; then
        echo "PYTHON=$PYTHON is not a Python of version 3.11 or newer: name another, or leave it out." >&2
    else
        echo "secondme needs Python 3.11 or newer and found none: install it" \
            "($(how 'python3 python3-venv' python3 python 'brew install python' python3))," \
            "or name one: make run PYTHON=/path/to/python3" >&2
    fi
    exit 1
}

find_compiler() {
    # A name alone proves nothing: on macOS c++ exists, and fails, before the developer tools are installed.
    for candidate in ${CXX:-} c++ g++ clang++; do
        if "$candidate" --version >/dev/null 2>&1 </dev/null; then
            exit 0
        fi
    done
    echo "secondme compiles its model's runtime when it is installed and found no C++ compiler: install one" \
        "($(how build-essential gcc-c++ base-devel 'xcode-select --install' 'build-base linux-headers'))." >&2
    exit 1
}

case "${1:-}" in
    python) find_python ;;
    compiler) find_compiler ;;
    *)
        echo "usage: prerequisites.sh python|compiler" >&2
        exit 2
        ;;
esac
