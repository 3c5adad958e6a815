#!/usr/bin/env bash
# Compiles the judgement to WebAssembly: build.sh OUTPUT. Debian 12's clang-14, lld-14, wasi-libc, libc++-14-dev-wasm32,
# libc++abi-14-dev-wasm32 and libclang-rt-14-dev-wasm32; the same sources give the same bytes.
set -euo pipefail
output=$(realpath -- "$1")
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../.."

clang++-14 --target=wasm32-wasi -std=c++20 -O2 -DNDEBUG -DJSON_NOEXCEPTION \
  -DJSON_HAS_FILESYSTEM=0 -DJSON_HAS_EXPERIMENTAL_FILESYSTEM=0 -ffp-contract=off -fno-math-errno \
  -fignore-exceptions -ffunction-sections -fdata-sections -fvisibility=hidden -I. -idirafter /usr/include \
  -mexec-model=reactor -Wl,--gc-sections -Wl,--strip-all -Wl,-z,stack-size=1048576 \
  pipeline/pages/judge/judge.cpp pipeline/pages/judge/throwing.cpp \
  stain/option_range.cpp scoring/suggestion.cpp pipeline/configuration/option_value.cpp \
  pipeline/drawing/score_parts.cpp pipeline/drawing/signature_drawing.cpp pipeline/drawing/html_template.cpp \
  pipeline/drawing/html_text.cpp pipeline/drawing/number_text.cpp pipeline/files/printable.cpp \
  pipeline/results/words.cpp pipeline/results/judgement_json.cpp pipeline/cells/page_cells.cpp \
  scoring/blank_tissue.cpp scoring/cell_class.cpp scoring/cell_groups.cpp scoring/cell_judgement.cpp scoring/controls.cpp scoring/intervals.cpp \
  scoring/lower_bound.cpp scoring/rule_set.cpp scoring/slide_quality.cpp scoring/slide_score.cpp \
  scoring/staining_gradient.cpp -o "$output"
