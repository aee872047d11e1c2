#!/usr/bin/env bash
# Makes the system that virtual machines of the disk tests run out of the golden root: its kernel, a small initrd, and its tree, which has
# the tools of every kind of file system, array and volume. It is kept in .cache/guest until the golden root or something here changes.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly cache=${here%/tests/guest}/.cache
readonly target=$cache/guest
# What the kernel needs to see that tree; everything else is loaded from it.
readonly early=(virtio_pci virtio_blk squashfs overlay)
readonly unneeded=(boot var/cache var/lib/apt/lists usr/share/doc usr/share/man usr/share/locale usr/share/info usr/lib/grub usr/lib/shim)
readonly unneeded_modules=(sound drivers/{gpu,media,net,staging,infiniband,iio,isdn,input,hwmon,video})

main() {
  local key version golden
  golden=$(realpath -- "${KA_GOLDEN:-$cache/golden}")
  key=$(cat -- "$golden/.ka-golden" "$here"/* | sha256sum | cut -c1-16)
  [[ ! -f $target/key || $(<"$target/key") != "$key" ]] || return 0
  echo "== making the guest of virtual machines in $target"
  scratch=$(mktemp -d /tmp/ka-guest.XXXXXX)
  trap 'rm -rf -- "$scratch"' EXIT
  version=$(ls -- "$golden/usr/lib/modules")
  cp -- "$golden/boot/vmlinuz-$version" "$scratch/vmlinuz"
  unpack_busybox
  make_tree "$version"
  make_initrd "$version"
  echo "$key" >"$scratch/key"
  rm -rf -- "$target"
  mkdir -p -- "$target"
  # The key last: a guest without one is none.
  mv -- "$scratch"/{vmlinuz,initrd,root.sqfs} "$target/"
  mv -- "$scratch/key" "$target/"
}

# Clones of the golden root have none: their initramfs would be another.
unpack_busybox() {
  (cd -- "$scratch" && apt-get -qq -o APT::Sandbox::User=root download busybox-static </dev/null)
  dpkg-deb --fsys-tarfile "$scratch"/busybox-static_*.deb | tar -x -C "$scratch" ./bin/busybox
}

make_tree() {
  mksquashfs "$golden" "$scratch/root.sqfs" -noI -noD -noF -noX -no-xattrs -no-progress -quiet \
    -p "usr/sbin/guest-init f 755 0 0 cat '$here/guest-init'" -p "usr/bin/busybox f 755 0 0 cat '$scratch/bin/busybox'" \
    -wildcards -e "${unneeded[@]/%//*}" "${unneeded_modules[@]/#/usr/lib/modules/$1/kernel/}"
}

make_initrd() {
  local tree=$scratch/initrd.d module
  mkdir -p -- "$tree"/{bin,proc,sys,dev,run,lib/modules}
  cp -- "$scratch/bin/busybox" "$tree/bin/busybox"
  install -m 0755 -- "$here/initrd-init" "$tree/init"
  chroot "$golden" modprobe --set-version "$1" --show-depends --all "${early[@]}" |
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$scratch/modules"
  while IFS= read -r module; do
    cp -- "$golden$module" "$tree/lib/modules/"
    basename -- "$module" >>"$tree/lib/modules/order"
  done <"$scratch/modules"
  (cd -- "$tree" && find . | bin/busybox cpio -o -H newc 2>/dev/null) >"$scratch/initrd"
}

main "$@"
