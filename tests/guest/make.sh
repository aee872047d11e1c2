#!/usr/bin/env bash
# Makes the system that virtual machines of the disk tests run: Debian's kernel, a small initrd, and a root with
# the tools of every kind of file system, array and volume. Once: it is kept in .cache/guest until something here changes.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly target=${here%/tests/guest}/.cache/guest
readonly tools=mdadm,lvm2,e2fsprogs,xfsprogs,btrfs-progs,dosfstools,jfsutils,reiserfsprogs,f2fs-tools,fdisk,udev,util-linux,mount,kmod,partclone,busybox-static,attr,acl,tar,procps
# What the kernel needs to see that root; everything else is loaded from it.
readonly early=(virtio_pci virtio_blk squashfs overlay)

main() {
  local key
  # shellcheck disable=SC1091 # every Debian has it
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  key=$suite-$(cat -- "$here"/* | sha256sum | cut -c1-16)
  [[ ! -f $target/key || $(<"$target/key") != "$key" ]] || return 0
  echo "== the guest of virtual machines: Debian $suite, made once"
  scratch=$(mktemp -d /tmp/ka-guest.XXXXXX)
  trap leave EXIT
  make_root
  make_kernel
  make_initrd
  mksquashfs "$scratch/root" "$scratch/root.sqfs" -noI -noD -noF -noX -no-progress -quiet
  keep "$key"
}

make_root() {
  local mirror proxy
  # shellcheck disable=SC2016 # apt expands these
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 == suite && $3 == "main" && !found { print $1; found = 1 }')
  [[ -n $mirror ]] || { echo "apt knows no source of Debian $suite main; see /etc/apt/sources.list.d" >&2; exit 1; }
  # debootstrap downloads with wget, which does not read apt's configuration.
  proxy=$(eval "$(apt-config shell P Acquire::http::Proxy)"; echo "${P-}")
  [[ -z $proxy || $proxy == DIRECT ]] || export http_proxy=$proxy
  debootstrap --variant=minbase --include="$tools" "$suite" "$scratch/root" "$mirror" >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log" >&2; exit 1; }
  rm -rf -- "$scratch/root"/{boot,var/cache/apt,var/lib/apt/lists,usr/share/{doc,man,locale,info}}/*
  install -m 0755 -- "$here/guest-init" "$scratch/root/sbin/guest-init"
}

# Unpacked, never installed: nothing of it may reach this machine's own boot.
make_kernel() {
  local package
  package=$(apt-cache depends --important linux-image-amd64 | awk '$1 == "Depends:" && !found { print $2; found = 1 }')
  (cd -- "$scratch" && apt-get -qq -o APT::Sandbox::User=root download "$package" </dev/null)
  dpkg-deb --extract "$scratch/$package"_*.deb "$scratch/kernel"
  version=$(ls -- "$scratch/kernel/lib/modules")
  rm -rf -- "$scratch/kernel/lib/modules/$version/kernel"/{sound,drivers/{gpu,media,net,staging,infiniband,iio,isdn,input,hwmon,video}}
  cp -a -- "$scratch/kernel/lib/modules" "$scratch/root/usr/lib/"
  chroot "$scratch/root" depmod "$version"
  cp -- "$scratch/kernel/boot/vmlinuz-$version" "$scratch/vmlinuz"
}

make_initrd() {
  local tree=$scratch/initrd
  mkdir -p -- "$tree"/{bin,proc,sys,dev,run,lib/modules}
  cp -- "$scratch/root/bin/busybox" "$tree/bin/busybox"
  install -m 0755 -- "$here/initrd-init" "$tree/init"
  chroot "$scratch/root" modprobe --set-version "$version" --show-depends --all "${early[@]}" |
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$scratch/modules"
  local module
  while IFS= read -r module; do
    cp -- "$scratch/root$module" "$tree/lib/modules/"
    basename -- "$module" >>"$tree/lib/modules/order"
  done <"$scratch/modules"
  (cd -- "$tree" && find . | bin/busybox cpio -o -H newc 2>/dev/null) >"$scratch/initrd.img"
}

keep() {
  rm -rf -- "$target"
  mkdir -p -- "$target"
  mv -- "$scratch/vmlinuz" "$scratch/root.sqfs" "$target/"
  mv -- "$scratch/initrd.img" "$target/initrd"
  echo "$1" >"$target/key"
}

# debootstrap may leave its mounts.
leave() {
  findmnt --raw --noheadings --output TARGET | awk -v below="$scratch/" 'index($0, below) == 1' | tac | xargs -r -d '\n' umount --
  rm -rf --one-file-system -- "$scratch"
}

main "$@"
