#!/usr/bin/env bash
# bundle_is_current.sh SOURCE BUILD: the bundle that is checked in is the one that the sources give, byte for byte.
set -euo pipefail
source_folder=$1/apps/web
pages=$1/pipeline/pages
build=$2
made=$build/bundle
rm -rf -- "$made"
cd -- "$build"
node_modules/.bin/tsc --noEmit
node build.mjs "$made"
command -v clang++-14 >/dev/null || { echo "skipped: no clang++-14 for the judgement"; exit 77; }
"$pages/judge/build.sh" "$made/judge.wasm"
diff -rq -- "$pages/bundle" "$made" || { echo "pipeline/pages/bundle is not what its sources give: npm run build"; exit 1; }
! grep -n '"resolved"' "$source_folder/package-lock.json"
