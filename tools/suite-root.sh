#!/usr/bin/env bash
# Makes the root of a machine on which a release of Debian was installed, once: its kernel, its initramfs, GRUB, and the tools of disks that the
# release has. Everything is installed, as an installer would, and nothing is added. Needs root, debootstrap and a package source; prints
# nothing when there is nothing to do.
set -euo pipefail

readonly suite=${1:?usage: suite-root.sh SUITE DIRECTORY} target=${2:?usage: suite-root.sh SUITE DIRECTORY}

# What makes the initramfs is the kernel's choice: initramfs-tools until Debian 13, dracut after it.
readonly packages=(
  linux-image-amd64 grub-pc systemd-sysv udev kmod iproute2 procps xz-utils zstd
  fdisk gdisk dmsetup mdadm lvm2 e2fsprogs xfsprogs btrfs-progs dosfstools openssh-server
)

main() {
  [[ -f $target/.ka-suite && $(<"$target/.ka-suite") == "${packages[*]}" ]] && return
  echo "== making a machine of Debian $suite in $target"
  # A run that was killed leaves no half of it: it is renamed into place.
  scratch=$target.new
  trap 'rm -rf -- "$scratch"' EXIT
  mkdir -p -- "${target%/*}"
  rm -rf -- "$scratch" "$target"
  DEBIAN_FRONTEND=noninteractive "${BASH_SOURCE[0]%/*}/debootstrap.sh" "$suite" "$scratch" "$(IFS=,; echo "${packages[*]}")"
  printf '%s\n' "${packages[*]}" >"$scratch/.ka-suite"
  mv -- "$scratch" "$target"
}

main
