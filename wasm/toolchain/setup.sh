#!/usr/bin/env bash
# Installs what Debian 12 lacks to build and test tcpless. Instant and silent
# when nothing is missing.
#
#   setup.sh [GROUP...]     toolchain (when none is named), postgresql, mariadb, chromium, valgrind
#
# WASI_SDK_PREFIX        an upstream wasi-sdk (the folder with bin/clang++), instead of Debian's wasm32 packages
# EMSDK                  an emsdk (the folder with upstream/emscripten), instead of Debian's emscripten
# CATCH2_EXTRAS          the folder with catch_amalgamated.{hpp,cpp} of Catch2 v3, instead of Debian's source package
# NLOHMANN_JSON_INCLUDE  the folder with nlohmann/json.hpp, instead of Debian's package
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cache=$root/build/toolchain
log=$cache/apt.log
apt_lists=$cache/apt/lists
apt_parts=$cache/apt/parts

llvm=22

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# step WHAT COMMAND...: one line of progress; the output goes to the log, and is shown when the command fails.
step() {
  local what=$1 begin=$SECONDS
  shift
  printf '%s ... ' "$what"
  if ! DEBIAN_FRONTEND=noninteractive "$@" >>"$log" 2>&1 </dev/null; then
    printf 'failed\n'
    tail -n 60 "$log" >&2
    fail "The whole log is ${log#"$root"/}."
  fi
  printf '%ds\n' $((SECONDS - begin))
}

# --- What is wanted --------------------------------------------------------

packages=()
catch2=
for group in "${@:-toolchain}"; do
  case $group in
    toolchain)
      packages+=(cmake ninja-build clang-$llvm lld-$llvm llvm-$llvm clang-format-$llvm libclang-rt-$llvm-dev libcatch2-dev)
      [[ -n ${NLOHMANN_JSON_INCLUDE:-} ]] || packages+=(nlohmann-json3-dev)
      [[ -n ${WASI_SDK_PREFIX:-} ]] ||
        packages+=(wasi-libc libc++-$llvm-dev-wasm32 libc++abi-$llvm-dev-wasm32 libclang-rt-$llvm-dev-wasm32)
      [[ -n ${EMSDK:-} ]] || packages+=(emscripten)
      [[ -n ${CATCH2_EXTRAS:-} ]] || catch2=$cache/catch2
      ;;
    postgresql) packages+=(postgresql-15) ;;
    # The programs alone: the package mariadb-server would make a database and a service of the system.
    mariadb) packages+=(mariadb-server-core mariadb-client-core) ;;
    chromium) packages+=(chromium) ;;
    valgrind) packages+=(valgrind) ;;
    *) fail "setup.sh: unknown group '$group' (toolchain, postgresql, mariadb, chromium, valgrind)" ;;
  esac
done

expect() { # expect VARIABLE FILE: a variable that is set must name a folder that holds the file
  local folder=${!1:-}
  [[ -z $folder || -r $folder/$2 ]] || fail "$1 is set to '$folder', but there is no $2 in it."
}
expect WASI_SDK_PREFIX bin/clang++
expect EMSDK upstream/emscripten/em++
expect CATCH2_EXTRAS catch_amalgamated.cpp
expect NLOHMANN_JSON_INCLUDE nlohmann/json.hpp

# --- Elsewhere than on Debian 12: check, never install ---------------------

system=$(. /etc/os-release 2>/dev/null && echo "${ID:-}-${VERSION_CODENAME:-}" || true)
if [[ $system != debian-bookworm ]]; then
  missing=()
  has() { command -v "$1" >/dev/null; }
  for group in "${@:-toolchain}"; do
    case $group in
      toolchain)
        has cmake || missing+=("cmake 3.25 or newer")
        has ninja || missing+=("ninja")
        has clang++-$llvm || has clang++ || missing+=("clang $llvm (clang++-$llvm or clang++), with its sanitizer runtimes")
        has clang-format-$llvm || has clang-format || missing+=("clang-format $llvm")
        [[ -n ${WASI_SDK_PREFIX:-} ]] || missing+=("wasi-sdk: set WASI_SDK_PREFIX to its folder")
        [[ -n ${EMSDK:-} ]] || missing+=("emsdk: set EMSDK to its folder")
        [[ -n ${CATCH2_EXTRAS:-} ]] || missing+=("Catch2 v3: set CATCH2_EXTRAS to the extras folder of its release")
        [[ -n ${NLOHMANN_JSON_INCLUDE:-} ]] || missing+=("nlohmann/json 3.11: set NLOHMANN_JSON_INCLUDE to its include folder")
        ;;
      postgresql) has initdb || [[ -x /usr/lib/postgresql/15/bin/initdb ]] || missing+=("PostgreSQL 15 (initdb on PATH)") ;;
      mariadb) has mariadb-install-db || missing+=("MariaDB 10.11 (mariadb-install-db and mariadbd on PATH)") ;;
      chromium) has chromium || missing+=("chromium") ;;
    esac
  done
  [[ ${#missing[@]} -eq 0 ]] ||
    fail "tcpless installs its tools by itself on Debian 12 (bookworm) only. Please install:" "${missing[@]/#/  }"
  exit 0
fi

# --- What is missing -------------------------------------------------------

declare -A installed=()
while read -r name state version; do
  # Debian 12's own Catch2 is version 2.
  [[ $state == installed && ($name != libcatch2-dev || $version == 3.*) ]] && installed[$name]=1
done < <(dpkg-query -W -f '${Package} ${db:Status-Status} ${Version}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for name in "${packages[@]}"; do
  [[ -n ${installed[$name]:-} ]] || missing+=("$name")
done
[[ -z $catch2 || ! -r $catch2/catch_amalgamated.cpp || ! -r $catch2/catch_amalgamated.hpp ]] || catch2=
[[ ${#missing[@]} -gt 0 || -n $catch2 ]] || exit 0

as_root=()
if [[ ${#missing[@]} -gt 0 && $(id -u) -ne 0 ]]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo true; }; }; then
    as_root=(sudo -n)
  else
    fail "tcpless needs these Debian packages, and this user is not root and may not use sudo:" \
      "  ${missing[*]}" \
      "Install them (libcatch2-dev from bookworm-backports), then run this again." \
      "WASI_SDK_PREFIX and EMSDK may point to an upstream wasi-sdk and emsdk instead of the wasm32 and emscripten packages."
  fi
fi

# --- Install ---------------------------------------------------------------

mkdir -p "$apt_lists/partial" "$apt_parts"
: >"$log"

# The machine's own Debian mirror, with its backports and source packages, in a list of our own: the system's
# lists of sources stay as they are, and no mirror's address is written down here.
{ cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } | awk '
  BEGIN { RS = "" }
  function with(field, value,    stanza) {
    stanza = "\n" $0
    sub("\n" field ":[^\n]*", "\n" field ": " value, stanza)
    return substr(stanza, 2) "\n"
  }
  /(^|\n)Suites:[^\n]* bookworm/ { print with("Types", "deb") }
  /(^|\n)Suites:[^\n]* bookworm([ \n]|$)/ {
    $0 = with("Suites", "bookworm-backports")
    print with("Types", "deb deb-src")
  }' >"$apt_parts/tcpless.sources"
{ cat /etc/apt/sources.list 2>/dev/null || true; } | awk '
  /^deb .* bookworm/ { print }
  /^deb .* bookworm / { sub(/ bookworm /, " bookworm-backports "); print; sub(/^deb /, "deb-src "); print }
  ' >"$apt_parts/tcpless.list"
grep -q bookworm-backports "$apt_parts"/tcpless.* ||
  fail "Found no bookworm mirror among apt's sources; Catch2 v3 comes from its backports."

apt_options=(-qq -y -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt_parts"
  -o Dir::State::lists="$apt_lists" -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Dpkg::Use-Pty=0)

step "apt: package lists" "${as_root[@]}" apt-get "${apt_options[@]}" update
if [[ ${#missing[@]} -gt 0 ]]; then
  step "apt: ${missing[*]}" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" \
    install --no-install-recommends "${missing[@]/%libcatch2-dev/libcatch2-dev/bookworm-backports}"
fi

if [[ -n $catch2 ]]; then
  # The amalgamated source, for the Emscripten build of the tests; Debian's package holds only a native library.
  unpack_catch2() {
    local download
    download=$(mktemp -d)
    (cd "$download" && apt-get "${apt_options[@]}" source --download-only catch2/bookworm-backports) &&
      mkdir -p "$catch2" &&
      tar -xzf "$download"/catch2_*.orig.tar.gz -C "$catch2" --strip-components=2 --wildcards '*/extras/catch_amalgamated.*'
    local result=$?
    rm -rf "$download"
    return $result
  }
  step "apt: source of Catch2" unpack_catch2
fi
