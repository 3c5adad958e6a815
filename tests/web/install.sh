#!/usr/bin/env bash
# install.sh SOURCE BUILD: the front end's sources with their packages, as the lock file has them, in BUILD. Exit code 77
# (skipped) where there is no npm, or its registry cannot be reached.
set -euo pipefail
source_folder=$1/apps/web
build=$2
command -v npm >/dev/null || { echo "skipped: no npm"; exit 77; }
mkdir -p -- "$build"
for name in .npmrc package.json package-lock.json tsconfig.json build.mjs src; do
  rm -rf -- "${build:?}/$name"
  cp -r -- "$source_folder/$name" "$build/"
done
stamp=$build/node_modules/.installed
if [[ ! -e $stamp ]] || ! cmp -s -- "$build/package-lock.json" "$stamp"; then
  npm ping --silent --prefix "$build" >/dev/null 2>&1 || { echo "skipped: the npm registry cannot be reached"; exit 77; }
  npm ci --no-progress --prefix "$build"
  cp -- "$build/package-lock.json" "$stamp"
fi
