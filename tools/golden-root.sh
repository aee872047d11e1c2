#!/usr/bin/env bash
# Makes a golden node's root in a directory, once: Debian of this machine's suite with its kernel, the tools of the rescue,
# what makes it bootable (initramfs, GRUB), an SSH server, what `ka image` and `ka pxe` call, and the boot loaders that `ka pxe`
# serves. The kernel and the signed boot loaders are unpacked, not installed: their scripts look for a machine to boot. Needs root,
# debootstrap, kmod and a package source; prints nothing when there is nothing to do.
set -euo pipefail

readonly target=${1:?usage: golden-root.sh DIRECTORY}

# What a machine with every kind of layout has.
readonly installed=(
  systemd-sysv udev kmod iproute2 procps less nano xz-utils zstd
  fdisk gdisk parted util-linux-extra dmsetup mdadm lvm2
  e2fsprogs xfsprogs btrfs-progs dosfstools f2fs-tools jfsutils reiserfsprogs partclone efibootmgr
  initramfs-tools grub2-common grub-pc-bin grub-efi-amd64-bin openssh-server squashfs-tools dnsmasq-base
)
# The kernel's own package is looked up: its name has the version in it.
readonly unpacked=(pxelinux syslinux-common shim-signed grub-efi-amd64-signed)
# What excludes what is installed, for golden nodes that have it instead.
readonly kept=(dracut dracut-core kpartx)

main() {
  local wanted
  wanted="${installed[*]} ${unpacked[*]} ${kept[*]}"
  [[ -f $target/.ka-golden && $(<"$target/.ka-golden") == "$wanted" ]] && return
  echo "== making a golden root in $target"
  # A run that was killed leaves no half of it: it is renamed into place.
  scratch=$target.new
  trap 'rm -rf -- "$scratch" "$scratch.debs"' EXIT
  mkdir -p -- "${target%/*}"
  rm -rf -- "$scratch" "$scratch.debs" "$target"
  bootstrap
  unpack
  printf '%s\n' "$wanted" >"$scratch/.ka-golden"
  mv -- "$scratch" "$target"
}

bootstrap() {
  local suite
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  "${BASH_SOURCE[0]%/*}/debootstrap.sh" "$suite" "$scratch" "$(IFS=,; echo "${installed[*]}")"
}

unpack() {
  local kernel package version
  kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
  mkdir -- "$scratch.debs"
  (cd -- "$scratch.debs" && apt-get -qq -o APT::Sandbox::User=root download "$kernel" "${unpacked[@]}")
  # Not dpkg-deb -x: that makes a directory of /lib, which is a link.
  for package in "$scratch.debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$scratch"
  done
  mkdir -- "$scratch/var/cache/ka-kept"
  (cd -- "$scratch/var/cache/ka-kept" && apt-get -qq -o APT::Sandbox::User=root download "${kept[@]}")
  for version in "$scratch"/usr/lib/modules/*; do
    depmod -b "$scratch" "${version##*/}"
  done
}

main
