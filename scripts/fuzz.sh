#!/bin/sh
# Fuzzes the core and the sandbox: each target for some seconds. `make fuzz` calls it.
#
#     fuzz.sh SECONDS PYTHON
#
# It needs a C++ compiler (for libFuzzer), but neither cargo-fuzz nor a nightly Rust: what cargo-fuzz
# would tell the compiler, it tells it itself. Only the address sanitizer is left out, which has
# nothing to find in a core without unsafe code.

set -eu

seconds=$1
python=$2

command -v c++ >/dev/null 2>&1 || {
    echo "A C++ compiler is needed to build libFuzzer, and there is no 'c++' on the PATH: install one (Debian and Ubuntu: build-essential; macOS: xcode-select --install)." >&2
    exit 1
}

host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
    coverage="$coverage -Cllvm-args=-sanitizer-coverage-$option"
done

# With a target named, the flags are not for build scripts, which have no libFuzzer to report to.
fuzz() {
    name=$1
    shift
    echo "fuzzing $name for $seconds s"
    mkdir -p "fuzz/corpus/$name" "fuzz/artifacts/$name"
    log=fuzz/artifacts/$name.log
    RUSTFLAGS="$coverage" cargo run --quiet --locked --release --target "$host" \
        --manifest-path fuzz/Cargo.toml --target-dir fuzz/target --bin "$name" -- \
        "fuzz/corpus/$name" "$@" "-artifact_prefix=fuzz/artifacts/$name/" "-dict=fuzz/$name.dict" \
        -max_len=4096 "-max_total_time=$seconds" -print_final_stats=1 >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        echo "what broke it is in fuzz/artifacts/$name, all that was said in $log" >&2
        exit 1
    }
    sed -n 's/^stat::/  /p' "$log"
}

fuzz decode fuzz/seeds/decode
fuzz encode
fuzz stream_answers fuzz/seeds/stream_answers
fuzz stream_requests
fuzz json fuzz/seeds/json

echo "fuzzing the compiled core beside the plain-Python codec for $seconds s"
"$python" -m fuzz.fuzz_codec --seconds "$seconds"

echo "fuzzing the sandbox with requests and AQL texts for $seconds s as each version"
"$python" -m fuzz.fuzz_sandbox --seconds "$seconds" --seed "$(date +%s)"
