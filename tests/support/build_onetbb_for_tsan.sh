#!/usr/bin/env bash
# Builds the installed version of Debian's oneTBB with -fsanitize=thread into build/tsan-onetbb, where the preset
# tsan finds it. Without it every hand-over inside oneTBB looks like a race, because the sanitizer sees only one side
# of it. Needs no root; the source package comes from the machine's own apt sources.
set -euo pipefail

source_folder=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
prefix=$source_folder/build/tsan-onetbb
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# The apt sources with their deb lines as deb-src, and package lists of their own.
mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [[ -e $file ]] && sed -E 's/^(Types:[[:space:]]*)deb\b.*/\1deb-src/; s/^deb\b/deb-src/' "$file" >"$work/sources/${file##*/}"
done
apt=(apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources"
  -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)")
"${apt[@]}" update
version=$(dpkg-query -W -f '${source:Version}' libtbb12)
(cd -- "$work" && "${apt[@]}" source "onetbb=$version")

cmake -G Ninja -S "$work"/onetbb-*/ -B "$work/build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_INSTALL_PREFIX="$prefix" \
  -DCMAKE_INSTALL_LIBDIR=lib -DTBB_SANITIZE=thread -DTBB_STRICT=OFF -DTBB_TEST=OFF -DTBBMALLOC_BUILD=OFF
rm -rf -- "$prefix"
cmake --build "$work/build" --target install
