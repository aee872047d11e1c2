#!/bin/sh
# Runs the pinned clang, lld or binutils of .cache/sysroot with their own C library; the name of the link selects the program.
# clang compiles for the pinned libraries and calls itself and the linker by these names, too.
set -eu
bin=$(cd -- "$(dirname -- "$0")" && pwd)
cache=${bin%/tools/sysroot/bin}/.cache/sysroot
tools=$cache/amd64-tools
llvm=$tools/usr/lib/llvm-19
[ -e "$tools/.packages" ] || { echo "${0##*/}: the sysroot is missing: tools/sysroot.sh fetches it" >&2; exit 1; }

# run ARGV0 PROGRAM [ARGUMENT...]
run() {
  name=$1 program=$2
  shift 2
  exec "$tools/usr/lib64/ld-linux-x86-64.so.2" --library-path "$tools/usr/lib/x86_64-linux-gnu:$llvm/lib" --argv0 "$name" "$program" "$@"
}

case ${0##*/}/${1-} in
  clang/-cc1*) run "$bin/clang" "$llvm/bin/clang" "$@" ;;
  clang/*)
    run "$bin/clang" "$llvm/bin/clang" -no-canonical-prefixes -resource-dir "$llvm/lib/clang/19" -B "$bin" --sysroot "$cache/amd64" "$@"
    ;;
  ld/* | ld.lld/*) run ld.lld "$llvm/bin/lld" "$@" ;;
  *) run "${0##*/}" "$tools/usr/bin/x86_64-linux-gnu-${0##*/}" "$@" ;;
esac
