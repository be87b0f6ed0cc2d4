#!/bin/sh
# Prints one sentence about the first tool that is missing here, and nothing if all are there.
# Only what the shell itself can do is used: PATH may be as good as empty.
#
#     missing.sh PYTHON [core] [lint]
#
# PYTHON makes the environment; "core" asks for what compiles the core, "lint" for what judges it.

set -u

found() {
    command -v "$1" >/dev/null 2>&1
}

tell() {
    echo "$1"
    exit 0
}

python=$1
shift

found "$python" ||
    tell "Python 3.10 or newer is needed, and there is no '$python' on the PATH: install it, or name one with 'make PYTHON=...'"
# Syntax that even Python 2 understands: an old one is to say its version, not a SyntaxError.
version=$("$python" -c 'import sys; sys.stdout.write("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    tell "Python 3.10 or newer is needed, and '$python' does not run: install it, or name another with 'make PYTHON=...'"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    tell "Python 3.10 or newer is needed, and '$python' is Python $version: name a newer one with 'make PYTHON=...'"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    tell "Python's modules venv and ensurepip are needed, and '$python' lacks them: install them (Debian and Ubuntu: python3-venv)"

for want in "$@"; do
    case $want in
    core)
        # rustup's stand-ins are there even where no toolchain is.
        { found cargo && found rustc && rust=$(rustc --version 2>/dev/null) && cargo --version >/dev/null 2>&1; } ||
            tell "Rust 1.85 or newer is needed to compile the core, and there is no working 'cargo' on the PATH: install it, for instance with rustup"
        minor=${rust#rustc 1.}
        minor=${minor%%.*}
        case $minor in
        *[!0-9]* | "") ;;
        *)
            [ "$minor" -ge 85 ] ||
                tell "Rust 1.85 or newer is needed to compile the core, and this is $rust: update it, for instance with 'rustup update'"
            ;;
        esac
        found cc ||
            tell "A C compiler is needed to link the core, and there is no 'cc' on the PATH: install one (Debian and Ubuntu: build-essential; macOS: xcode-select --install)"
        ;;
    lint)
        { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1 ||
            tell "Rust's clippy and rustfmt are needed to judge the core: install them, for instance with 'rustup component add clippy rustfmt'"
        ;;
    esac
done
