#!/bin/sh
# Prints what lies outside the workspace and can change a binary's bytes: the compiler, the variables that
# cargo, rustc and common build scripts read, and Cargo's configuration wherever it looks for it.
# Part of every build's cache key. Never fails: a missing rustc is the build's to report.
export LC_ALL=C
rustc -vV 2>/dev/null
env | grep -E '^(RUSTFLAGS|RUSTC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|RUSTC_BOOTSTRAP|RUSTUP_TOOLCHAIN|CARGO_ENCODED_RUSTFLAGS|CARGO_INCREMENTAL|CARGO_(BUILD|PROFILE)_[A-Z0-9_]*|CARGO_TARGET_[A-Z0-9_]*_(AR|LINKER|RUSTFLAGS)|(HOST_|TARGET_)?(CC|CXX|AR|CFLAGS|CXXFLAGS|LDFLAGS)(_[A-Za-z0-9_]*)?|PKG_CONFIG[A-Z_]*|OPENSSL_[A-Z_]*|SOURCE_DATE_EPOCH)=' | sort
folder=$(pwd)
while :; do
  for file in "$folder/.cargo/config.toml" "$folder/.cargo/config"; do
    if [ -f "$file" ]; then cat "$file"; fi
  done
  if [ "$folder" = / ]; then break; fi
  folder=$(dirname "$folder")
done
for file in "${CARGO_HOME:-$HOME/.cargo}/config.toml" "${CARGO_HOME:-$HOME/.cargo}/config"; do
  if [ -f "$file" ]; then cat "$file"; fi
done
exit 0
