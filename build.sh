#!/usr/bin/env bash
# The one door to this repository. `./build.sh help` says what is behind it.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd -- "$root"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
export CMAKE_TOOLCHAIN_FILE=$root/tools/sysroot/toolchain.cmake

readonly binary=$root/out/ka
readonly pinned=$root/tools/sysroot/bin
readonly results=$root/artifacts/tests
readonly max_bytes=$((20 * 1024 * 1024))
readonly max_start_ms=30
# Releases of Debian that are golden nodes of tests, the oldest first.
readonly suites=(bullseye bookworm trixie sid)
# A test that shows no life for so long is killed and counted as failed.
max_test_silence=10m

# need, Debian package, reason. A verb names the needs it has.
packages() {
  cat <<'END'
build  cmake             configures the OpenSSL glue of the runtime
build  make              builds it
lab    iproute2          namespaces, bridges, veth, tbf
lab    util-linux        losetup, unshare, nsenter
lab    mount             loop mounts
lab    e2fsprogs         mkfs.ext4
lab    xfsprogs          mkfs.xfs
lab    fdisk             sfdisk: partition tables
lab    btrfs-progs       mkfs.btrfs, subvolumes
lab    dosfstools        mkfs.vfat: EFI system partitions
lab    attr              setfattr, getfattr
lab    acl               setfacl, getfacl
lab    libcap2-bin       setcap, getcap
lab    rsync             the comparer that everybody trusts
lab    tar               GNU tar, one of the peers of our archives
lab    libarchive-tools  bsdtar, the other
lab    tcpdump           the capture that must not contain a byte of the tree
lab    socat             peers that break the rules
lab    debootstrap       makes the golden root, of which images and the guest of virtual machines are made
lab    kmod              depmod: lists of modules, for that root and for the rescue
lab    squashfs-tools    mksquashfs: the rescue, the guest; unsquashfs: what is in it
lab    cpio              the other reader of our initramfs
lab    dnsmasq-base      DHCP and TFTP for machines that boot; a DHCP server that we did not write
lab    bsdutils          script: a terminal for a program
lab    chromium          shows the page of ka serve
lab    curl              asks the page and the metrics of ka serve; the example of a hook
lab    partclone         images of partitions
lab    qemu-system-x86   virtual machines, in emulation
lab    ovmf              their UEFI firmware
lab    ipxe-qemu         the boot ROMs of their network cards
lab    mtools            a stick that they boot from
lab    groff-base        reads the man pages
lab    zsh               completes commands of ka
lab    fish              completes them, too
demo   debootstrap       makes the tree that is sent
bench  mbuffer           a chain to be compared with
bench  socat             another
bench  udpcast           multicast, to be hurt beside the chains
bench  zstd              the compressor of those chains
bench  debootstrap       makes the tree that is sent
reproducible debootstrap makes the root of another release of Debian
package dpkg             dpkg-deb: the .deb
package rpm              rpmbuild: the .rpm
package git              the time of the last commit is the time of every file
check  git               names the files of the project
check  shellcheck        reads the shell scripts
END
}

main() {
  local verb=${1-build}
  trap leave EXIT
  (($#)) && shift
  case $verb in
    build) build ;;
    test) run_tests "${1-}" ;;
    vm) run_vm "${1-}" ;;
    prepare) prepare ;;
    demo) demo "$@" ;;
    bench) bench "$@" ;;
    soak) run_tool soak "$@" ;;
    simulate) run_tool simulate "$@" ;;
    man) make_manual ;;
    package) package "${1-}" ;;
    package-trial) try_packages ;;
    pictures) make_pictures ;;
    install) install_all "${1-/usr/local}" ;;
    check) check ;;
    format) format ;;
    reproducible) check_reproducible ;;
    sysroot-update) tools/sysroot.sh update ;;
    clean) clean ;;
    help | -h | --help) help ;;
    *)
      help >&2
      die "there is no '$verb'" 2
      ;;
  esac
}

help() {
  cat <<'END'
usage: ./build.sh [VERB]

  build          publish out/ka, one static program (the default); its symbols are out/ka.dbg
  test [FILTER]  run the tests, the fast ones first, or those whose full name contains FILTER; as root all of them
  prepare        install and make what check and test need, and run nothing (root)
  vm [FILTER]    run the tests that take many virtual machines: hours in emulation (root)
  demo           send a Debian tree to four nodes on this machine and compare (root)
  demo --vm      switch two bare virtual machines on and watch them become clones: a quarter of an hour in emulation (root)
  bench [WHAT]   measure; WHAT: relay compares ways to forward bytes, anything else goes to tools/bench (root)
  soak [ARGS]    200 runs in which nodes are killed, frozen, cut off and paused at random; --help says more (root)
  simulate [ARGS] the chain's decisions in thousands of simulated rooms; --replay --seed N shows one; --help says more
  man            make out/man and out/completion of what --help is made of
  pictures       draw docs/architecture.svg from the table of modules in docs/architecture.md
  package        make the files of a release in out/packages: tarball, .deb, .rpm, recipes for Arch and Alpine, SBOM, sums
  package-trial  install, upgrade and remove these in roots of Debian 11, 12 and 13 (root)
  install [PREFIX] put out/ka, man pages, completion, units of systemd and services of firewalld below PREFIX (/usr/local); DESTDIR counts
  check          formatting, shell scripts, warnings, size, linkage and start-up time of out/ka
  format         write every C# file as `check` wants it
  reproducible   build twice and compare: here, and in another release of Debian (root) or in another place
  sysroot-update write today's versions of the pinned packages of Debian 13 to tools/sysroot; look at the difference before you commit it
  clean          remove out/ and artifacts/

What a verb needs from Debian's packages is installed when it runs as root, and named when it does not. Compiler, linker and libraries are pinned
packages of Debian 13, which are unpacked in .cache/sysroot and not installed.
END
}

# Verbs

build() {
  require build
  binary_is_fresh || publish
  printf '%s: %d bytes\n' "${binary#"$root"/}" "$(stat -c %s "$binary")"
}

prepare() {
  require_root prepare
  require build lab check
  unpack_dhcpd
  make_roots "${suites[0]}"
}

run_tests() {
  local filter=$1
  require build lab
  unpack_dhcpd
  rm -rf -- "$results"
  mkdir -p -- "$results"
  passed=0 failed=0 skipped=0
  run_project Ka.Tests "$filter"
  run_project Ka.Linux.Tests "$filter"
  build
  KA_BINARY=$binary run_lab "${filter:+($filter)&}Layer!=vm" "${suites[0]}"
  sum_up
}

run_vm() {
  local filter=$1
  require_root vm
  require build lab
  # Two machines from power-on to a login prompt, in emulation, are one test.
  max_test_silence=45m
  rm -rf -- "$results"
  mkdir -p -- "$results"
  passed=0 failed=0 skipped=0
  build
  KA_BINARY=$binary run_lab "${filter:+($filter)&}Layer=vm" "${suites[@]}"
  sum_up
}

sum_up() {
  ((passed + failed)) || { say "no test ran"; failed=1; }
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped" | tee "$results/summary"
  ((failed == 0))
}

demo() {
  if [[ ${1-} == --vm ]]; then
    demo_vm
  else
    run_tool demo "$@"
  fi
}

# The consoles, as they are written, and the pictures of the screens at the end.
demo_vm() {
  local consoles=$root/artifacts/vm test=ServeBootTests.Two_bare
  mkdir -p -- "$consoles"
  rm -f -- "$consoles"/serve-bios-*
  bash -c 'until ls "$1"/serve-bios-*.log >"/dev/null" 2>&1 && sleep 3; do sleep 1; done; exec tail -q -n +1 -F "$1"/serve-bios-*.log' - "$consoles" 2>/dev/null &
  watcher=$!
  run_vm "$test"
  say "what the machines showed: $(echo "$consoles"/serve-bios-*)"
}

bench() {
  if [[ ${1-} == relay ]]; then
    shift
    bench_relay "$@"
  else
    run_tool bench "$@"
  fi
}

make_manual() {
  require_sdk
  rm -rf -- out/man out/completion
  dotnet run -c Release --project tools/man -- "$root/out" "$root"
  say "out/man, out/completion"
}

package() {
  require build package
  build
  tools/package.sh ${1:+"$1"}
}

try_packages() {
  require_root package-trial
  require build package reproducible
  build
  tools/package-trial.sh
}

make_pictures() {
  require_sdk
  dotnet run -c Release --project tools/architecture -- "$root"
  say "docs/architecture.svg"
}

install_all() {
  local prefix=${1%/} firewall=/etc/firewalld/services page unit service
  build
  make_manual
  # firewalld looks for others' services there alone.
  [[ $prefix != /usr ]] || firewall=/usr/lib/firewalld/services
  place 755 "$binary" "$prefix/bin/ka"
  for page in out/man/*/*; do
    place 644 "$page" "$prefix/share/man/${page#out/man/}"
  done
  place 644 out/completion/bash/ka "$prefix/share/bash-completion/completions/ka"
  place 644 out/completion/zsh/_ka "$prefix/share/zsh/site-functions/_ka"
  place 644 out/completion/fish/ka.fish "$prefix/share/fish/vendor_completions.d/ka.fish"
  place 644 docs/ka.conf "$prefix/share/doc/ka/ka.conf"
  for unit in dist/systemd/*; do
    place 644 "$unit" "$prefix/lib/systemd/system/${unit##*/}"
    sed -i "s|/usr/local/bin/ka|$prefix/bin/ka|" "${DESTDIR-}$prefix/lib/systemd/system/${unit##*/}"
  done
  for service in dist/firewalld/*; do
    place 644 "$service" "$firewall/${service##*/}"
  done
}

place() {
  install -D -m "$1" -- "$2" "${DESTDIR-}$3"
  printf '%s\n' "${DESTDIR-}$3"
}

check() {
  require build check
  say "shell scripts"
  git_files '*.sh' .ci/run | xargs -d '\n' shellcheck
  say "every project is in the solution"
  check_solution
  say "warnings are errors"
  dotnet build KaAot.sln --nologo -v quiet
  say "formatting and style"
  dotnet tool restore --verbosity quiet
  dotnet csharpier check src tests tools
  dotnet format style KaAot.sln --verify-no-changes --no-restore
  say "the program"
  build
  check_size
  check_static
  check_start
}

format() {
  require_sdk
  dotnet tool restore --verbosity quiet
  dotnet csharpier format src tests tools
}

check_reproducible() {
  local other="another place; root would compare with another release of Debian, too"
  require build
  ((EUID)) || require_packages reproducible
  scratch=$(mktemp -d /tmp/ka-reproducible.XXXXXX)
  for place in one another; do
    mkdir -p -- "$scratch/$place/.cache/sysroot"
    git_files | tar -cf - --files-from - | tar -xf - -C "$scratch/$place"
    # Downloaded once; unpacked, and compared with their sums, in each place.
    cp -a -- .cache/sysroot/debs "$scratch/$place/.cache/sysroot"
  done
  "$scratch/one/build.sh" build
  if ((EUID)); then
    "$scratch/another/build.sh" build
  else
    other="another release of Debian"
    tools/other-debian.sh "$scratch/another"
  fi
  cmp -- "$scratch/one/out/ka" "$scratch/another/out/ka" || die "two builds of the same sources differ"
  say "identical: built here, and in $other"
}

clean() {
  rm -rf -- out artifacts
}

# Building

# A directory's time changes when a file in it is removed, so it is looked at as well.
binary_is_fresh() {
  [[ -x $binary && -z $(find src initrd tools/sysroot ./*.props global.json build.sh -newer "$binary" -print -quit) ]]
}

publish() {
  local staging=$PWD/artifacts/publish/ka
  say "publishing"
  # Neither cmake nor MSBuild notices that a library was replaced by an older file.
  [[ $staging/ka -nt .cache/sysroot/amd64/.packages ]] || rm -rf -- artifacts/obj/Ka "$staging"
  # PathMap: where this directory lies is not part of the program.
  dotnet publish src/Ka -c Release -o "$staging" -p:PathMap="$root=/ka" --nologo -v quiet -clp:ErrorsOnly
  # A question of cmake's that fails, for whatever reason, takes a feature out of the program.
  ! grep -rh --include=pal_crypto_config.h ' 0$' artifacts/obj/Ka || die "cmake did not find a function of the pinned OpenSSL"
  mkdir -p -- out
  # Renamed into place: an out/ka that runs at this moment stays whole.
  for name in ka ka.dbg; do
    cp -- "$staging/$name" "out/$name.new"
    mv -- "out/$name.new" "out/$name"
  done
  touch -- out/ka
}

run_tool() {
  local tool=$1
  shift
  require_root "$tool"
  require build lab "$tool"
  build
  KA_BINARY=$binary dotnet run -c Release --project "tools/$tool" -- "$@"
}

bench_relay() {
  require_root "bench relay"
  require build lab
  dotnet publish tools/relay -c Release -o artifacts/publish/relay --nologo -v quiet -clp:ErrorsOnly
  artifacts/publish/relay/relay "$@"
}

# Testing

run_project() {
  local project=$1 filter=$2 status=0
  local trx=$results/$project.trx progress
  say "$project"
  dotnet build "tests/$project" --nologo -v quiet || { failed=$((failed + 1)); return; }
  # The tests write what they do to a pipe of ours, and we show and keep it: dotnet shows nothing before the end.
  exec {progress}> >(exec tee -- "$results/$project.progress")
  local reader=$!
  KA_PROGRESS=/proc/$$/fd/$progress contained dotnet test "tests/$project" --no-build --nologo -v quiet ${filter:+--filter "$filter"} \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$project.trx" --results-directory "$results" \
    --blame-hang --blame-hang-timeout "$max_test_silence" --blame-hang-dump-type none </dev/null || status=$?
  exec {progress}>&-
  wait "$reader" || true
  add_counts "$trx" "$status"
  print_skips "$trx"
}

# In a network of its own, with nothing but loopback: whatever a test sends stays there. Mounts are shared with the namespaces that
# the tests make, so that what one test unmounts is unmounted in the namespaces of all, and its device is free. Not root: as it is.
contained() {
  if ((EUID)); then
    "$@"
  else
    unshare --net --mount --propagation unchanged -- sh -c 'mount --make-rshared / && ip link set lo up && exec "$@"' contained "$@"
  fi
}

run_lab() {
  if ((EUID)); then
    say "Ka.Lab skipped: it makes namespaces and mounts, which needs root (sudo ./build.sh test)"
    skipped=$((skipped + $(dotnet test tests/Ka.Lab --nologo -v quiet --list-tests | grep -c '^    ' || true)))
  else
    make_roots "${@:2}"
    run_project Ka.Lab "$1"
  fi
}

# Before the tests' own network, which has no package source in it.
make_roots() {
  local suite
  [[ -n ${KA_GOLDEN-} ]] || tools/golden-root.sh "$root/.cache/golden"
  tests/guest/make.sh
  for suite in "$@"; do
    tools/suite-root.sh "$suite" "$root/.cache/suites/$suite" || say "no Debian $suite can be had: its tests are skipped"
  done
}

# Adds one project's results. A host that crashed or never started reports no failed test: its status counts instead.
add_counts() {
  local trx=$1 status=$2 project_failed
  project_failed=$(counter failed "$trx")
  ((status && !project_failed)) && project_failed=1
  passed=$((passed + $(counter passed "$trx")))
  failed=$((failed + project_failed))
  skipped=$((skipped + $(counter total "$trx") - $(counter executed "$trx")))
}

counter() {
  local value=
  [[ -f $2 ]] && value=$(sed -nE "s/.*<Counters .*\b$1=\"([0-9]+)\".*/\1/p" "$2")
  echo "${value:-0}"
}

print_skips() {
  [[ -f $1 ]] || return 0
  awk '/<UnitTestResult / { skipped = /outcome="NotExecuted"/; match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11) }
    skipped && /<Message>/ { gsub(/^ *<Message>|<\/Message>.*$/, ""); print "skipped: " name ": " $0; skipped = 0 }' "$1"
}

# Checking

# Tracked files, and new ones that nobody ignored.
git_files() {
  git -c "safe.directory=$root" ls-files --cached --others --exclude-standard -- "$@"
}

check_solution() {
  local project
  while IFS= read -r project; do
    grep -qF "\"${project//\//\\}\"" KaAot.sln || die "$project is missing: dotnet sln KaAot.sln add $project"
  done < <(git_files '*.csproj')
}

check_size() {
  local bytes
  bytes=$(stat -c %s "$binary")
  say "size: $bytes of at most $max_bytes bytes"
  ((bytes <= max_bytes)) || die "out/ka is too large"
}

check_static() {
  if "$pinned/readelf" --wide --program-headers --dynamic "$binary" | grep -E 'INTERP|NEEDED'; then
    die "out/ka is not static"
  fi
  say "linkage: static, no INTERP, no NEEDED"
}

check_start() {
  local run before times=()
  for run in {0..20}; do
    before=${EPOCHREALTIME/./}
    "$binary" --help >/dev/null </dev/null
    times[run]=$((${EPOCHREALTIME/./} - before))
  done
  local median
  median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 11p)
  say "start: --help takes $((median / 1000)).$(printf %03d $((median % 1000))) ms (median of ${#times[@]}), at most $max_start_ms ms"
  ((median < max_start_ms * 1000)) || die "out/ka starts too slowly"
}

# What must be there

require() {
  require_packages "$@"
  require_sdk
  [[ " $* " != *" build "* ]] || tools/sysroot.sh
}

require_packages() {
  local missing
  command -v dpkg-query >/dev/null || { say "not a Debian system: what '$*' needs is listed in build.sh"; return; }
  missing=$(missing_packages "$@")
  [[ -z $missing ]] && return
  if ((EUID)); then
    packages | grep -wF -- "$missing" | sed 's/^[a-z]* */  /' | sort -u >&2
    die "Debian packages are missing: sudo apt-get install --no-install-recommends ${missing//$'\n'/ }"
  fi
  say "installing ${missing//$'\n'/ }"
  apt-get -qq -o DPkg::Lock::Timeout=600 update </dev/null
  # shellcheck disable=SC2086 # one word a package
  apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends $missing </dev/null >/dev/null
}

missing_packages() {
  local need package
  while read -r need package _; do
    if [[ " $* " == *" $need "* ]] && ! is_installed "$package"; then
      echo "$package"
    fi
  done < <(packages) | sort -u
}

# The other DHCP server. Installed, Debian's package would start it as a service on this machine; its one program is enough.
unpack_dhcpd() {
  local place=$root/.cache/isc-dhcp-server
  [[ -x /usr/sbin/dhcpd || -x $place/usr/sbin/dhcpd ]] && return
  ((EUID == 0)) && command -v dpkg-query >/dev/null || return 0
  say "unpacking isc-dhcp-server"
  mkdir -p -- "$place"
  (cd -- "$place" && apt-get -qq download isc-dhcp-server && dpkg --extract ./*.deb . && rm -f -- ./*.deb)
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

require_sdk() {
  command -v dotnet >/dev/null || die "the .NET SDK 10.0.1xx or later is missing (https://dotnet.microsoft.com/download); dotnet is not in PATH"
  dotnet --version >/dev/null 2>&1 || die "global.json asks for the .NET SDK 10.0.1xx or later; here is: $(dotnet --list-sdks | cut -d' ' -f1 | xargs)"
}

require_root() {
  ((EUID == 0)) || die "$1 makes network namespaces and mounts, which needs root: sudo ./build.sh $1"
}

# Under sudo the caller keeps owning what was built in his own directory.
leave() {
  [[ -z ${scratch-} ]] || rm -rf -- "$scratch"
  [[ -z ${watcher-} ]] || kill "$watcher" 2>/dev/null || true
  if [[ -n ${SUDO_UID-} && $(stat -c %u .) == "$SUDO_UID" ]]; then
    find out artifacts .cache -user root -exec chown -h --reference=. {} + 2>/dev/null || true
  fi
}

say() {
  printf '== %s\n' "$1"
}

die() {
  printf 'build.sh: %s\n' "$1" >&2
  exit "${2-1}"
}

main "$@"
