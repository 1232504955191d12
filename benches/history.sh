#!/usr/bin/env bash
# A history of many tasks: how long it takes to write, list and search them.
#
#     benches/history.sh [COUNT] [URL]
#
# Without a URL, in an SQLite file in a temporary folder, which goes again.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
url=${2:-sqlite://$folder/history.db}
cargo build --release --locked --quiet
bench() { cargo bench --locked --quiet --bench history -- "$@"; }

bench crowd "$url" 1000
begun=$(date +%s.%N)
bench fill "$url" "$count"
echo "$count tasks written in $(echo "$(date +%s.%N) - $begun" | bc) s"
bench ask "$url"
for what in "tasks list" "tasks search word17 word4711" "tasks search word0"; do
    best=$(for _ in 1 2 3 4 5; do
        begun=$(date +%s%N)
        # shellcheck disable=SC2086
        ./target/release/scripta $what --db "$url" >"$folder/out"
        echo $((($(date +%s%N) - begun) / 1000000))
    done | sort -n | sed -n 3p)
    echo "scripta $what: $(wc -l <"$folder/out") lines, median $best ms with start-up"
done
if [ -f "$folder/history.db" ]; then du -h "$folder/history.db"; fi
