#!/usr/bin/env bash
# Fetches the pinned Debian packages that out/ka is compiled, linked and tested with, and unpacks them in .cache/sysroot, once.
#   tools/sysroot.sh         prints nothing when there is nothing to do
#   tools/sysroot.sh update  rewrites the lists: the newest version of each package
# A list is tools/sysroot/NAME.packages: SHA-256 and path in Debian's archive. `amd64` holds headers and libraries of the program;
# `amd64-tools` holds clang, lld and binutils with the libraries they run on. Neither root nor a change of the machine is needed.
# docs/adr/0023-sysroot.md
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root cache=$root/.cache/sysroot suite=trixie
readonly debs=$cache/debs keyring=/usr/share/keyrings/debian-archive-keyring.gpg

main() {
  check_machine
  mkdir -p -- "$debs"
  exec 9>"$cache/.lock"
  flock 9
  case ${1-} in
    update) update ;;
    '') for name in $(names); do unpack "$name"; done ;;
    *) die "usage: sysroot.sh [update]" ;;
  esac
}

check_machine() {
  local program
  [[ $(uname -m) == x86_64 ]] || die "it has lists for x86-64 alone; this machine is $(uname -m)"
  for program in apt-get dpkg-deb; do
    command -v "$program" >/dev/null || ready || die "it takes packages of Debian 13 from this machine's Debian mirror with apt-get and \
dpkg-deb, and $program is missing: build on Debian 12 or later, or copy .cache/sysroot from such a machine"
  done
}

ready() {
  local name
  for name in $(names); do
    is_unpacked "$name" || return 1
  done
}

names() {
  local list
  for list in "$root"/tools/sysroot/*.packages; do
    basename -- "$list" .packages
  done
}

list_of() {
  printf '%s/tools/sysroot/%s.packages\n' "$root" "$1"
}

is_unpacked() {
  cmp -s -- "$(list_of "$1")" "$cache/$1/.packages"
}

# The time of .packages says to MSBuild and build.sh that nothing is to be done.
unpack() {
  local name=$1 path
  is_unpacked "$name" && { touch -c -- "$cache/$name/.packages"; return; }
  echo "== unpacking Debian packages in .cache/sysroot/$name"
  fetch "$(list_of "$name")"
  rm -rf -- "${cache:?}/$name" "$cache/$name.new"
  mkdir -p -- "$cache/$name.new/usr/lib" "$cache/$name.new/usr/lib64"
  ln -s usr/lib usr/lib64 "$cache/$name.new"
  while read -r _ path; do
    dpkg-deb --fsys-tarfile "$debs/${path##*/}" | tar -x --keep-directory-symlink -C "$cache/$name.new"
  done <"$(list_of "$name")"
  cp -- "$(list_of "$name")" "$cache/$name.new/.packages"
  mv -- "$cache/$name.new" "$cache/$name"
}

# Downloads what is not there. Every file is compared with its sum, the ones that were there, too.
fetch() {
  local list=$1 sum path mirror targets=()
  while read -r sum path; do
    sha256sum --check --status <<<"$sum  $debs/${path##*/}" 2>/dev/null && continue
    mirror=$(mirror_of "$path") || die "it needs this machine's apt to have sources of Debian and of its security updates"
    targets+=("$mirror/$path" "$debs/${path##*/}" "SHA256:$sum")
  done <"$list"
  ((${#targets[@]})) || return 0
  # As root, apt would give the download to a user who may not write here.
  /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User=root download-file "${targets[@]}" \
    || die "a package of ${list#"$root"/} was not downloaded: if it is not found, a point release of Debian 13 replaced it, and \
./build.sh sysroot-update writes the versions of today to be reviewed and committed; if its sum is wrong, do not trust this mirror"
  while read -r sum path; do
    sha256sum --check --quiet <<<"$sum  $debs/${path##*/}" || die "${path##*/} is not the file that ${list#"$root"/} names"
  done <"$list"
}

mirror_of() {
  if [[ $1 == pool/updates/* ]]; then
    "$root/tools/debian-mirror.sh" security
  else
    "$root/tools/debian-mirror.sh"
  fi
}

# A private apt knows Debian 13 alone; its signatures are checked with Debian's own keys.
update() {
  local name list
  make_apt
  private apt-get -qq update || die "apt cannot read the lists of Debian 13"
  for name in $(names); do
    list=$(list_of "$name")
    newest "$list" >"$list.new"
    (($(wc -l <"$list") == $(wc -l <"$list.new"))) || die "a package in $list is not in Debian 13 any more"
    mv -- "$list.new" "$list"
  done
  rm -rf -- "$cache/apt"
}

make_apt() {
  local apt=$cache/apt main security
  [[ -f $keyring ]] || die "$keyring is missing: it is in the package debian-archive-keyring"
  main=$("$root/tools/debian-mirror.sh")
  security=$("$root/tools/debian-mirror.sh" security)
  rm -rf -- "$apt"
  mkdir -p -- "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/none"
  : >"$apt/status"
  printf "deb [signed-by=$keyring] %s main\n" "$main $suite" "$main $suite-updates" "$security $suite-security" >"$apt/sources.list"
  # The machine's own hooks clean the machine's own caches.
  cat >"$apt/apt.conf" <<END
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/none";
Dir::Etc::preferences "$apt/none/preferences";
Dir::Etc::preferencesparts "$apt/none";
APT::Architecture "amd64";
APT::Sandbox::User "root";
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
}

private() {
  "$1" -c "$cache/apt/apt.conf" "${@:2}"
}

newest() {
  local path packages=()
  while read -r _ path; do
    path=${path##*/}
    packages+=("${path%%_*}")
  done <"$1"
  private apt-cache show --no-all-versions "${packages[@]}" \
    | awk '$1 == "Filename:" { path = $2 } $1 == "SHA256:" { sum = $2 } /^$/ { print sum, path }' | sort -k 2 -t ' '
}

die() {
  printf 'the sysroot: %s\n' "$1" >&2
  exit 1
}

main "$@"
