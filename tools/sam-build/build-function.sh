#!/bin/sh
# Puts a function's bootstrap where `sam build` wants it.
#
#   build-function.sh [--print-command] <crate folder> <crate> <logical id> <artifacts folder>
#
# With node_modules it is Nx's artifact, from Nx's cache or built by Nx. Without them, and inside a task of
# Nx (which must not wait for another Nx), it is built by the very command that Nx would run:
# sam-build.spec.ts compares the two. POSIX sh; every path may have spaces.
set -eu

fail() {
  echo "$1" >&2
  exit 1
}

print_only=false
if [ "$1" = --print-command ]; then
  print_only=true
  shift
fi
crate_folder=$(cd "$1" && pwd -P)
crate=$2
logical_id=$3
artifacts=$4
root=$(cd "$(dirname "$0")/../.." && pwd -P)
project_root=${crate_folder#"$root"/}

# make and SAM hand on what is theirs; it is none of cargo's business.
unset MAKEFLAGS MAKELEVEL MFLAGS CRATE_MAKEFILE ARTIFACTS_DIR
# A missing toolchain is not installed unasked.
export RUSTUP_AUTO_INSTALL="${RUSTUP_AUTO_INSTALL:-0}"

build_with_nx() {
  cd "$root"
  NX_TUI=false node node_modules/.bin/nx run "$crate:build" </dev/null >&2
  # A crate with several bins or targets has an artifact for each, one folder deeper.
  for record in "$root/dist/$project_root"/*.artifact.json; do
    if [ -f "$record" ] && grep -q "\"crate\": \"$crate\"" "$record"; then
      fail "crate $crate makes several artifacts, which sam build cannot tell apart; deploy with npx nx run $crate:deploy -c <environment>, or remove dist if it makes only one by now"
    fi
  done
  bootstrap=$root/dist/$project_root/bootstrap
  # Nx takes outputs that are there for those that it wrote.
  recorded=$(sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p' "$root/dist/$project_root.artifact.json")
  if [ "$recorded" != "$(sha256 <"$bootstrap")" ]; then
    fail "dist/$project_root/bootstrap: is not what the build wrote (its checksum differs); run npx nx reset and build it again"
  fi
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64
}

# The template gives architecture and runtime; nothing else knows them, so nothing can contradict it.
find_target() {
  cd "$root"
  template=template.yml
  if [ ! -f "$template" ]; then template=template.yaml; fi
  settings=$(awk -v "id=$logical_id" -f tools/sam-build/function-settings.awk "$template") || exit 1
  case ${settings% *} in
    arm64) triple=aarch64-unknown-linux-gnu cpu=neoverse-n1 ;;
    x86_64) triple=x86_64-unknown-linux-gnu cpu=haswell ;;
    *) fail "$template: $logical_id has architecture ${settings% *}; Lambda knows arm64 and x86_64" ;;
  esac
  case ${settings#* } in
    provided) glibc=2.17 ;;
    provided.al2) glibc=2.26 ;;
    provided*) glibc=2.34 ;;
    *) fail "$template: $logical_id has no custom runtime; add Runtime: provided.al2023" ;;
  esac
}

# The first folder that matches a pattern's prefix and was installed to its end.
installed() {
  for folder in "$root/.tools/$1-"*; do
    if [ -f "$folder/.complete" ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
}

find_tools() {
  mend='run npm ci, and the build installs it'
  command -v cargo >/dev/null || fail 'cargo was not found on PATH; install Rust with rustup (https://rustup.rs)'
  folder=$(installed cargo-lambda)
  if [ -n "$folder" ]; then
    PATH=$(dirname "$(command -v cargo)"):$folder/bin:$PATH
    export PATH
  fi
  command -v cargo-lambda >/dev/null || fail "cargo-lambda was found neither on PATH nor in .tools; $mend"
  folder=$(installed zig)
  for zig in "$folder"/lib/python*/site-packages/ziglang/zig; do
    if [ -n "$folder" ] && [ -x "$zig" ]; then
      # Python's zig would come before this one, and may be another.
      CARGO_ZIGBUILD_ZIG_PATH=$zig CARGO_ZIGBUILD_PYTHON_PATH=/dev/null
      export CARGO_ZIGBUILD_ZIG_PATH CARGO_ZIGBUILD_PYTHON_PATH
    fi
  done
  if [ -z "${CARGO_ZIGBUILD_ZIG_PATH:-}" ] && ! command -v zig >/dev/null &&
    ! python3 -c 'import ziglang' 2>/dev/null; then
    fail "zig was found neither on PATH nor in .tools; $mend"
  fi
}

# Only one of several who wait can move it; it is put back if it was another one by then.
take_away_stale_lock() {
  aside=$lock_file.stale-$$
  mv "$lock_file" "$aside" 2>/dev/null || return 0
  if [ "$(cat "$aside")" = "$held" ]; then rm -f "$aside"; else mv "$aside" "$lock_file"; fi
}

# Only one cargo-lambda at a time: it moves cargo's files. The plugin has the same lock (tools/setup/lock.cjs):
# a file with the process ids that hold it, one a line.
lock() {
  lock_file=$root/.nx/rust-build.lock
  mkdir -p "$root/.nx"
  empty=0
  until (set -C && printf '%s\n' "$$" >"$lock_file") 2>/dev/null; do
    held=$(cat "$lock_file" 2>/dev/null) || continue
    # Between creating the file and writing into it there is a moment without a holder.
    if [ -n "$held" ]; then empty=0; else empty=$((empty + 1)); fi
    alive=false
    for holder in $held; do
      if kill -0 "$holder" 2>/dev/null; then alive=true; fi
    done
    if [ "$empty" -gt 3 ] || { [ -n "$held" ] && ! $alive; }; then
      take_away_stale_lock
    else
      sleep 1
    fi
  done
  trap 'rm -f "$lock_file"' EXIT
  trap 'exit 130' INT TERM HUP
}

# The plugin's rustflags.ts: the CPU, paths that are the same on every machine, then what the user has set.
set_rustflags() {
  cargo_home=${CARGO_HOME:-$HOME/.cargo}
  case $cargo_home in /*) ;; *) cargo_home=$root/$cargo_home ;; esac
  metadata=$(cargo metadata --no-deps --offline --format-version 1)
  # Only --exclude could tell them apart, and only Nx knows whom to exclude.
  if [ "$(printf '%s\n' "$metadata" | grep -o "\"kind\":\[\"bin\"\],\"crate_types\":\[\"bin\"\],\"name\":\"$crate\"" | wc -l)" -gt 1 ]; then
    fail "bin $crate is one of several crates, which sam build cannot tell apart without node_modules; run npm ci, or name the bins like their crates"
  fi
  target_folder=$(printf '%s\n' "$metadata" | json_string target_directory)
  build_folder=$(printf '%s\n' "$metadata" | json_string build_directory)
  std_source=$(rustc -vV | sed -n 's/^commit-hash: //p')
  if [ "${std_source:-unknown}" = unknown ]; then std_source=$(rustc -vV | sed -n 's/^release: //p'); fi
  theirs=$(sh "$root/tools/nx-rust-lambda/src/build/effective-rustflags.sh" "$root/.nx" "$triple")
  separator=$(printf '\037')
  CARGO_ENCODED_RUSTFLAGS=-C${separator}target-cpu=$cpu
  for remap in "$root=/workspace" "$cargo_home=/cargo" "${build_folder:-$target_folder}=/target" \
    "$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$std_source"; do
    CARGO_ENCODED_RUSTFLAGS=$CARGO_ENCODED_RUSTFLAGS$separator--remap-path-prefix=$remap
  done
  CARGO_ENCODED_RUSTFLAGS=$CARGO_ENCODED_RUSTFLAGS${theirs:+$separator$theirs}
  export CARGO_ENCODED_RUSTFLAGS
}

json_string() {
  sed -En "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\\1/p" | sed 's/\\\(.\)/\1/g'
}

# cargo-lambda's own settings in manifests, of which only Nx knows those that change nothing.
refuse_settings() {
  for file in "$1" "$crate_folder/Cargo.toml"; do
    table=$(sed -En 's/^[[:space:]]*(\[(package|workspace)\.metadata\.lambda\.(bin\..*\.)?build\]).*/\1/p' "$file" | head -n 1)
    if [ -n "$table" ]; then
      fail "${file#"$root"/}: $table may make cargo-lambda build something else than Nx does; remove it, or run npm ci"
    fi
  done
}

# Names of variables from which cargo-lambda would take options (CARGO_LAMBDA_BUILD.FEATURES).
lambda_variables() {
  env | sed -n 's/^\([Cc][Aa][Rr][Gg][Oo]_[Ll][Aa][Mm][Bb][Dd][Aa]_[A-Za-z0-9_.]*\)=.*/\1/p'
}

build_with_cargo() {
  find_target
  if ! $print_only; then find_tools; fi
  cd "$crate_folder"
  manifest=$(cargo locate-project --workspace --message-format plain)
  cd "$(dirname "$manifest")"
  if ! $print_only; then refuse_settings "$manifest"; fi
  set_rustflags
  set -- cargo lambda build --global /dev/null --release --disable-optimizations --skip-target-check \
    --target "$triple.$glibc" --locked --workspace --bin "$crate"
  if $print_only; then
    printf '%s\n' "CARGO_ENCODED_RUSTFLAGS=$CARGO_ENCODED_RUSTFLAGS" "$@"
    return
  fi
  lock
  for name in $(lambda_variables); do set -- -u "$name" "$@"; done
  env "$@" </dev/null >&2
  bootstrap=$target_folder/lambda/$crate/bootstrap
}

if ! $print_only && [ -z "${NX_TASK_TARGET_PROJECT:-}" ] && [ -e "$root/node_modules/.bin/nx" ] &&
  command -v node >/dev/null; then
  build_with_nx
else
  build_with_cargo
fi
if $print_only; then exit 0; fi
mkdir -p "$artifacts"
cp "$bootstrap" "$artifacts/bootstrap"
