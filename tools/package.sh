#!/usr/bin/env bash
# Makes the files of a release in out/packages of out/ka, out/man and dist: tarball, .deb, .rpm, recipes for Arch and Alpine, SBOM and sums. Needs no root.
# The same sources give the same bytes: every time is SOURCE_DATE_EPOCH, or the last commit's. KA_SIGNING_KEY names a key of ssh-keygen(1) that signs the sums.
# usage: package.sh [VERSION]   another version than the project's, for trials of an upgrade
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=${here%/*}
readonly here root recipes=$here/package out=$root/out/packages

version=${1-$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$root/src/Ka/Ka.csproj")}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH-$(git -C "$root" log -1 --format=%ct)}
export LC_ALL=C TZ=UTC
readonly version tarball=ka-$version-linux-x86_64.tar.gz

main() {
  scratch=$(mktemp -d /tmp/ka-package.XXXXXX)
  trap 'rm -rf -- "$scratch"' EXIT
  rm -rf -- "$out"
  mkdir -p -- "$out"
  stage_files
  make_sbom
  make_tarball
  make_deb
  make_rpm
  make_recipes
  sum_and_sign
  (cd -- "$out" && ls -l)
}

# The tree that every package installs.
stage_files() {
  stage=$scratch/stage
  DESTDIR=$stage "$root/build.sh" install /usr >/dev/null
  install -D -m 644 -- "$root/LICENSE" "$stage/usr/share/doc/ka/LICENSE"
  install -D -m 644 -- "$root/CHANGELOG.md" "$stage/usr/share/doc/ka/CHANGELOG.md"
  find "$stage/usr/share/man" -type f -exec gzip -9n {} +
  settle "$stage"
}

# Times and modes that do not depend on this machine.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# CycloneDX 1.5: the packages of NuGet and the pinned libraries that are linked into out/ka.
make_sbom() {
  local components=()
  while read -r name number; do
    components+=("$(component "$name" "$number" "pkg:nuget/$name@$number")")
  done < <(sed -n '/Label="product"/,/<\/ItemGroup>/s/.*Include="\([^"]*\)" Version="\([^"]*\)".*/\1 \2/p' "$root/Directory.Packages.props")
  components+=("$(component "Microsoft.NETCore.App.Runtime" "$(runtime_version)" "pkg:nuget/runtime.linux-x64.Microsoft.DotNet.ILCompiler@$(runtime_version)")")
  while read -r file; do
    name=${file%%_*} number=${file#*_} number=${number%_*}
    components+=("$(component "$name" "$number" "pkg:deb/debian/$name@${number//%3a/:}?arch=amd64")")
  done < <(linked_packages)
  {
    printf '{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"timestamp":"%s","component":%s},"components":[' \
      "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" "$(component ka "$version" "pkg:generic/ka@$version" application)"
    (IFS=,; printf '%s' "${components[*]}")
    printf ']}\n'
  } >"$out/ka-$version.cdx.json"
}

component() {
  printf '{"type":"%s","bom-ref":"%s","name":"%s","version":"%s","purl":"%s"}' "${4-library}" "$3" "$1" "$2" "$3"
}

# Libraries whose code is in the program: compilers and headers of the sysroot are not.
linked_packages() {
  awk '{ print $NF }' "$root/tools/sysroot/amd64.packages" | sed 's|.*/||; s|\.deb$||' | grep -E '^(libc6-dev|libssl-dev|libzstd-dev|zlib1g-dev|libgcc-[0-9]+-dev)_' | sort
}

runtime_version() {
  find "$root/artifacts/obj/Ka" -name project.assets.json -exec grep -oh '"runtime.linux-x64.Microsoft.DotNet.ILCompiler/[^"]*' {} + | sed 's|.*/||' | sort -u | head -n 1
}

make_tarball() {
  mkdir -p -- "$scratch/tar/ka-$version"
  cp -a -- "$stage/usr" "$scratch/tar/ka-$version/"
  settle "$scratch/tar"
  tar -C "$scratch/tar" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "ka-$version" | gzip -9n >"$out/$tarball"
}

make_deb() {
  local tree=$scratch/deb documents=$scratch/deb/usr/share/doc/ka
  cp -a -- "$stage" "$tree"
  rm -- "$documents/LICENSE"
  gzip -9n <"$documents/CHANGELOG.md" >"$documents/changelog.gz"
  rm -- "$documents/CHANGELOG.md"
  printf 'ka (%s-1) stable; urgency=medium\n\n  * CHANGELOG.md says what is new: changelog.gz.\n\n -- The ka authors <ka@invalid.invalid>  %s\n' \
    "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$documents/changelog.Debian.gz"
  sed -n '5,$s/^$/./;5,$s/^/ /p' "$root/LICENSE" >"$scratch/expat"
  sed -e "/^@EXPAT@$/{r $scratch/expat" -e 'd;}' "$recipes/copyright.in" >"$documents/copyright"
  install -D -m 644 -- "$recipes/lintian-overrides" "$tree/usr/share/lintian/overrides/ka"
  mkdir -p -- "$tree/DEBIAN"
  fill <"$recipes/control.in" >"$tree/DEBIAN/control"
  sed -i "s/@KIB@/$(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)/" "$tree/DEBIAN/control"
  install -m 755 -- "$recipes/maintainer-script" "$tree/DEBIAN/postinst"
  install -m 755 -- "$recipes/maintainer-script" "$tree/DEBIAN/postrm"
  (cd -- "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
  settle "$tree"
  dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/ka_$version-1_amd64.deb" >/dev/null
}

make_rpm() {
  fill <"$recipes/ka.spec.in" >"$scratch/ka.spec"
  # Every file, and the directories that may have no other owner.
  (cd -- "$stage" && find usr -type f -printf '/%p\n' -o -type d -regex 'usr/\(share/doc/ka\|\(lib/firewalld\|share/fish\|share/zsh\)\(/.*\)?\)' -printf '%%dir /%p\n') |
    sort >"$scratch/files"
  sed -i -e "/^@FILES@$/{r $scratch/files" -e 'd;}' "$scratch/ka.spec"
  rpmbuild -bb --quiet --target x86_64 --define "_topdir $scratch/rpm" --define "_rpmdir $out" --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
    --define '_buildhost reproducible' --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    --define '__os_install_post %{nil}' --define 'debug_package %{nil}' --define '_binary_payload w6.xzdio' --define '_build_id_links none' --nodeps "$scratch/ka.spec" >"$scratch/rpm.log" 2>&1 || { cat "$scratch/rpm.log" >&2; return 1; }
}

make_recipes() {
  fill <"$recipes/PKGBUILD.in" >"$out/PKGBUILD"
  fill <"$recipes/APKBUILD.in" >"$out/APKBUILD"
}

fill() {
  sed -e "s|@VERSION@|$version|g; s|@DEBVERSION@|$version-1|; s|@DEBARCH@|amd64|; s|@STAGE@|$stage|; s|@RPMDATE@|$(date -u -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')|" \
    -e "s|@SHA256@|$(sum_of 256)|; s|@SHA512@|$(sum_of 512)|"
}

sum_of() {
  [[ ! -e $out/$tarball ]] || "sha$1sum" <"$out/$tarball" | cut -d' ' -f1
}

sum_and_sign() {
  (cd -- "$out" && sha256sum -- * >"$scratch/SHA256SUMS" && mv -- "$scratch/SHA256SUMS" .)
  if [[ -n ${KA_SIGNING_KEY-} ]]; then
    ssh-keygen -q -Y sign -f "$KA_SIGNING_KEY" -n file "$out/SHA256SUMS"
  else
    printf '%s\n' "not signed: KA_SIGNING_KEY names no key"
  fi
}

main
