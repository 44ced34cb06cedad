#!/bin/sh
# Prints the flags that Cargo, started in this folder, gives rustc for a target: from variables, or of all
# configuration files what applies. One line, the flags apart by 0x1f as in CARGO_ENCODED_RUSTFLAGS.
#
#   effective-rustflags.sh <scratch folder> <triple>
#
# Cargo tells them to build scripts, and has no stable command that would print them:
# https://doc.rust-lang.org/cargo/reference/environment-variables.html#environment-variables-cargo-sets-for-build-scripts
set -eu
folder=$1/rustflags
mkdir -p "$folder"

# Cargo compiles again what has another time, so a file that is as it should be is left alone.
write() {
  cat >"$folder/$1.$$"
  if cmp -s "$folder/$1.$$" "$folder/$1"; then rm "$folder/$1.$$"; else mv "$folder/$1.$$" "$folder/$1"; fi
}
write lib.rs </dev/null
write build.rs <<'END'
fn main() {
    println!("cargo::rerun-if-env-changed=RUSTFLAGS_FILE");
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap();
    std::fs::write(std::env::var("RUSTFLAGS_FILE").unwrap(), flags + "\n").unwrap();
}
END
write Cargo.toml <<'END'
[package]
name = "rustflags"
version = "0.0.0"
edition = "2021"

[lib]
path = "lib.rs"

[workspace]
END

RUSTFLAGS_FILE=$folder/$2.$$
export RUSTFLAGS_FILE
trap 'rm -f "$RUSTFLAGS_FILE"' EXIT
cargo check --quiet --offline --manifest-path "$folder/Cargo.toml" --target-dir "$folder/target" --target "$2" >&2
cat "$RUSTFLAGS_FILE"
