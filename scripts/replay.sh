#!/bin/sh
# Replay exchanges that were recorded from real servers against the sandbox, as three versions of it.
#
#   scripts/replay.sh DIR [PYTHON]
#
# DIR holds tools/replay/replay.py and reference/arangod-{3.11,3.12,4.x}-exchanges.jsonl. Fails where
# fewer records than wanted are answered exactly.

set -eu

dir=${1:-}
python=${2:-.venv/bin/python}
tool=$dir/tools/replay/replay.py
groups=document,collection,cursor,import,index,graph,edges,user,job,transaction,database
groups=$groups,view,analyzer,query,query-cache,admin,token,batch

if [ -z "$dir" ] || [ ! -f "$tool" ]; then
    echo 'replay: DIR must hold tools/replay/replay.py and reference/ (make replay DIR=path)' >&2
    exit 2
fi

out=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}
trap 'stop; rm -rf "$out"' EXIT
trap 'exit 130' INT TERM

# The records of a version, the release that plays it, and how many percent must be exact.
replay() {
    rm -f "$out/line"
    "$python" -m arango_fastbatch.sandbox --port 0 --server-version "$2" >"$out/line" 2>"$out/log" &
    server=$!
    tries=0
    until [ -s "$out/line" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
            cat "$out/log" >&2
            return 1
        fi
        sleep 0.1
    done
    read -r url _ <"$out/line"
    echo "== records of $1 against $2"
    "$python" "$tool" --url "$url" --version "$1" --groups "$groups" --min-exact "$3" \
        "$dir/reference/arangod-$1-exchanges.jsonl" || failed=1
    stop
}

failed=0
replay 3.11 3.11.14 95
replay 3.12 3.12.10 95
replay 4.x 4.0.0 90
exit "$failed"
