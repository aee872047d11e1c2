#!/usr/bin/env bash
# Installs, upgrades and removes the packages of out/packages in roots of Debian 11, 12 and 13, and by rpm in one of them. Needs root and debootstrap.
# Each root is the same afterwards, file for file, but for what the package manager writes, and a configuration in /etc/ka is kept.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here packages=${here%/*}/out/packages next=99.0.0

main() {
  scratch=$(mktemp -d /tmp/ka-package-trial.XXXXXX)
  trap 'rm -rf -- "$scratch"' EXIT
  "$here/package.sh" >/dev/null
  cp -a -- "$packages" "$scratch/first"
  "$here/package.sh" >/dev/null
  cmp_all "$scratch/first" "$packages"
  say "made twice: the same bytes"
  "$here/package.sh" "$next" >/dev/null
  cp -a -- "$packages" "$scratch/next"
  "$here/package.sh" >/dev/null
  for suite in bullseye bookworm trixie; do
    "$here/debootstrap.sh" "$suite" "$scratch/$suite" mount
    try_deb "$suite"
  done
  try_rpm bookworm
}

cmp_all() {
  local file
  for file in "$1"/*; do
    cmp -- "$file" "$2/${file##*/}"
  done
}

try_deb() {
  local tree=$scratch/$1
  prepare "$tree"
  cp -- "$scratch"/first/*.deb "$tree/tmp/first.deb"
  cp -- "$scratch"/next/*.deb "$tree/tmp/next.deb"
  chroot "$tree" dpkg -i /tmp/first.deb >/dev/null
  works "$tree"
  chroot "$tree" dpkg -i /tmp/next.deb >/dev/null
  works "$tree"
  chroot "$tree" dpkg -s ka | grep -qx "Version: $next-1"
  chroot "$tree" dpkg --purge ka >/dev/null
  as_before "$tree" "$1, dpkg"
}

try_rpm() {
  local tree=$scratch/$1
  prepare "$tree"
  rpm --root "$tree" --dbpath /var/lib/rpm-trial --initdb
  rpm --root "$tree" --dbpath /var/lib/rpm-trial --nodeps -i "$scratch"/first/*.rpm
  works "$tree"
  rpm --root "$tree" --dbpath /var/lib/rpm-trial --nodeps -U "$scratch"/next/*.rpm
  works "$tree"
  rpm --root "$tree" --dbpath /var/lib/rpm-trial -q ka | grep -qx "ka-$next-1.x86_64"
  rpm --root "$tree" --dbpath /var/lib/rpm-trial -e ka
  rm -rf -- "$tree/var/lib/rpm-trial"
  as_before "$tree" "$1, rpm"
}

prepare() {
  mkdir -p -- "$1/etc/ka"
  echo 'ONLY=10.0.0.31' >"$1/etc/ka/room.conf"
  list "$1" >"$1.before"
}

# Without a program of the root: a golden node's first commands.
works() {
  chroot "$1" ka --version >/dev/null
  chroot "$1" ka help serve | grep -q -- --only
  # Nothing of a machine is here, so there is nothing to clone: said in words, and no crash.
  if chroot "$1" ka serve --dry-run --config /etc/ka/room.conf >"$1.log" 2>&1 </dev/null || grep -q 'Unhandled\|System\.' "$1.log"; then
    cat "$1.log" >&2
    return 1
  fi
}

list() {
  (cd -- "$1" && find . -xdev -printf '%p %y %m %U %G %l\n' | grep -Ev '^\./(var/lib/dpkg|var/cache|var/log|tmp|run)(/| )' | sort)
}

as_before() {
  list "$1" >"$1.after"
  diff -- "$1.before" "$1.after"
  grep -qx 'ONLY=10.0.0.31' "$1/etc/ka/room.conf"
  say "$2: installed, upgraded, removed; nothing is left, the configuration is kept"
}

say() {
  printf '== %s\n' "$1"
}

main
