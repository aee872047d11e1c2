#!/usr/bin/env bash
# Makes the root of a Debian release with packages (separated by commas), from this machine's mirror. Needs root and debootstrap.
set -euo pipefail

readonly suite=${1:?usage: debootstrap.sh SUITE DIRECTORY PACKAGES} target=$2 packages=$3

mirror=$("${BASH_SOURCE[0]%/*}/debian-mirror.sh")
# debootstrap downloads with wget, which does not read apt's configuration.
proxy=$(eval "$(apt-config shell P Acquire::http::Proxy)"; echo "${P-}")
[[ -z $proxy || $proxy == DIRECT ]] || export http_proxy=$proxy
debootstrap --variant=minbase --include="$packages" "$suite" "$target" "$mirror" >"$target.log" 2>&1 || { tail -n 20 "$target.log" >&2; exit 1; }
rm -f -- "$target.log" "$target"/var/cache/apt/archives/*.deb
