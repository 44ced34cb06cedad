#!/bin/sh
# Prints what lies outside the workspace and can change a binary's bytes: the compiler, the variables that
# cargo, rustc and common build scripts read, and Cargo's configuration wherever it looks for it.
# Part of every build's cache key. Never fails: a missing rustc is the build's to report.
export LC_ALL=C
rustc -vV 2>/dev/null
env | grep -E '^(RUSTFLAGS|RUSTC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|RUSTC_BOOTSTRAP|RUSTUP_TOOLCHAIN|CARGO_ENCODED_RUSTFLAGS|CARGO_INCREMENTAL|CARGO_(BUILD|PROFILE)_[A-Z0-9_]*|CARGO_TARGET_[A-Z0-9_]*_(AR|LINKER|RUSTFLAGS)|(HOST_|TARGET_)?(CC|CXX|AR|CFLAGS|CXXFLAGS|LDFLAGS)(_[A-Za-z0-9_]*)?|PKG_CONFIG[A-Z_]*|OPENSSL_[A-Z_]*|SOURCE_DATE_EPOCH)=' | sort
# A file of Cargo's configuration and those that it includes, deeper than anyone nests them.
show() {
  if [ ! -f "$1" ]; then return; fi
  cat "$1"
  if [ "$2" -gt 4 ]; then return; fi
  sed -n '/^[[:space:]]*include[[:space:]]*=/,/]/p' "$1" | grep -oE "\"[^\"]+\"|'[^']+'" | tr -d "\"'" |
    while read -r included; do
      case $included in
        /*) show "$included" $(($2 + 1)) ;;
        *) show "$(dirname "$1")/$included" $(($2 + 1)) ;;
      esac
    done
}
folder=$(pwd)
while :; do
  show "$folder/.cargo/config.toml" 0
  show "$folder/.cargo/config" 0
  if [ "$folder" = / ]; then break; fi
  folder=$(dirname "$folder")
done
show "${CARGO_HOME:-$HOME/.cargo}/config.toml" 0
show "${CARGO_HOME:-$HOME/.cargo}/config" 0
exit 0
