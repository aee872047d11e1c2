#!/usr/bin/env bash
# Prints the address of this machine's Debian archive, as apt knows it; with `security`, of the archive of security updates.
set -euo pipefail

# shellcheck source=/dev/null
codename=$(. /etc/os-release && [[ $ID == debian ]] && echo "$VERSION_CODENAME") || { echo "debian-mirror.sh: this is not Debian" >&2; exit 1; }
wanted=$codename${1:+-$1}
mirror=$(apt-get indextargets --format "\$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' \
  | awk -v suite="$wanted" '$2 == suite && $3 == "main" && !mirror { mirror = $1 } END { print mirror }')
[[ -n $mirror ]] || { echo "debian-mirror.sh: apt knows no source of $wanted main" >&2; exit 1; }
printf '%s\n' "${mirror%/}"
