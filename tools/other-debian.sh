#!/usr/bin/env bash
# Builds a copy of the sources inside another release of Debian than this machine's. Its root is made once, by debootstrap: it has cmake and
# make, and neither a compiler nor development packages. Of this machine the build sees the .NET SDK, the NuGet packages and the copy,
# which it may write to. It has no network. Needs root.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root sources=${1:?usage: other-debian.sh SOURCES}
# The paths inside.
readonly sdk=/usr/share/dotnet packages=/srv/packages copy=/srv/sources

main() {
  local suite target
  suite=$(other_suite)
  target=$root/.cache/debian-$suite
  [[ -d $target ]] || make "$suite" "$target"
  # What is mounted and started ends with the namespaces.
  unshare --mount --net --pid --fork bash -euc "$(declare -f enter); enter \"\$@\"" enter \
    "$target" "$(own_sdk)" "$(own_packages)" "$sources" "$sdk" "$packages" "$copy"
}

other_suite() {
  # shellcheck source=/dev/null
  if [[ $(. /etc/os-release && echo "$VERSION_CODENAME") == trixie ]]; then
    echo bookworm
  else
    echo trixie
  fi
}

make() {
  echo "== making a Debian $1 in .cache"
  rm -rf -- "$2.new"
  mkdir -p -- "$root/.cache"
  "$root/tools/debootstrap.sh" "$1" "$2.new" cmake,make
  mkdir -p -- "$2.new$sdk" "$2.new$packages" "$2.new$copy"
  mv -- "$2.new" "$2"
}

own_sdk() {
  dotnet --list-sdks | sed -n '$s/.*\[\(.*\)\/sdk\]$/\1/p'
}

own_packages() {
  dotnet nuget locals global-packages --list | sed 's/^[^:]*: //'
}

# Runs in the new namespaces.
enter() {
  local target=$1
  mount -t proc proc "$target/proc"
  mount --rbind /dev "$target/dev"
  mount -t tmpfs tmpfs "$target/tmp"
  mount --bind -o ro "$2" "$target$5"
  mount --bind -o ro "$3" "$target$6"
  mount --bind "$4" "$target$7"
  exec chroot "$target" /usr/bin/env -i HOME=/tmp PATH="$5:/usr/sbin:/usr/bin" NUGET_PACKAGES="$6" \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=1 "$7/build.sh" build
}

main
