#!/usr/bin/env bash
# Runs `cargo bench` with other tools beside prekick on the same files. They are installed below target/peers, from PyPI and
# crates.io; a second run finds them there. Arguments go to the benchmark: `tests/bench/peers.sh merge` takes only the works
# with that word.
set -euo pipefail
cd "$(dirname "$0")/../.."
PEERS=$PWD/target/peers
PYTHON=$PEERS/venv/bin/python3
WANTED=(polars==2.1.0 fastexcel==0.21.0 XlsxWriter==3.3.1 doltlite==0.51.3 pandas==3.1.1 openpyxl==3.1.5 python-calamine==0.9.1)
CSVDIFF=0.3.2
VERSIONS="${WANTED[*]} csvdiff==$CSVDIFF"

if [ "$(cat "$PEERS/installed" 2>/dev/null)" != "$VERSIONS" ]; then
  python3 -m venv --clear "$PEERS/venv"
  "$PYTHON" -m pip install -q --disable-pip-version-check "${WANTED[@]}"
  cargo install --quiet --root "$PEERS" --target-dir "$PEERS/build" csvdiff@$CSVDIFF
  echo "$VERSIONS" >"$PEERS/installed"
fi

echo "$(nproc) cores, $("$PYTHON" --version), $VERSIONS"
PREKICK_BENCH_PEERS=$PEERS exec cargo bench --bench speed -- "$@"
