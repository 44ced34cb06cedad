#!/bin/sh
# Prints what lies outside the workspace and can change a binary's bytes: the compiler, the variables that
# cargo, rustc and common build scripts read, and Cargo's configuration wherever it looks for it.
# Part of every build's cache key, and run by every command that may build: it starts as few programs as it
# can. Never fails: a missing rustc is the build's to report.
export LC_ALL=C
# A missing toolchain is not installed unasked.
export RUSTUP_AUTO_INSTALL="${RUSTUP_AUTO_INSTALL:-0}"

# Whole values, also of several lines, as `env` could not tell apart. Besides the variables of the list:
# those that an earlier build here read while they were not set.
show_variables() {
  if [ -f .nx/rust-build-variables ]; then watched=.nx/rust-build-variables; else watched=; fi
  awk '
    { patterns[NR] = "^(" $0 ")$" }
    END {
      for (name in ENVIRON)
        for (i in patterns)
          if (name ~ patterns[i]) {
            value = ENVIRON[name]
            gsub(/\n/, "\\n", value)
            # In the order of their names, which ENVIRON does not have.
            for (at = ++count; at > 1 && lines[at - 1] > name "=" value; at--) lines[at] = lines[at - 1]
            lines[at] = name "=" value
            break
          }
      for (at = 1; at <= count; at++) print lines[at]
    }
  ' "${0%/*}/keyed-variables.txt" ${watched:+"$watched"}
}

# A file of Cargo's configuration, and those that it includes. Where it lies is a part of what it says:
# paths in it are relative to it.
show_config() {
  if [ ! -f "$2" ] || [ "$3" -gt 8 ]; then return; fi
  echo "# $1"
  cat "$2"
  if ! grep -q '^[[:space:]]*include[[:space:]]*=' "$2"; then return; fi
  grep -o '["'\''][^"'\'']*\.toml["'\'']' "$2" | tr -d '"'\' | while IFS= read -r included; do
    case $included in
      /*) (show_config "$included" "$included" $(($3 + 1))) ;;
      *) (show_config "$1 $included" "${2%/*}/$included" $(($3 + 1))) ;;
    esac
  done
}

show_configs() {
  cargo_home=${CARGO_HOME:-$HOME/.cargo}
  folder=$(pwd)
  levels=0
  while :; do
    # Above a workspace in the home folder: read once, as Cargo does.
    if [ "$folder/.cargo" = "$cargo_home" ]; then names=; else names='config.toml config'; fi
    for name in $names; do
      show_config "$name, $levels folders up" "$folder/.cargo/$name" 0
    done
    if [ -z "$folder" ]; then break; fi
    folder=${folder%/*}
    levels=$((levels + 1))
  done
  for name in config.toml config; do
    show_config "$name in CARGO_HOME" "$cargo_home/$name" 0
  done
}

# What rustc says of itself takes longer than all else here: rustup looks for the toolchain, and then a large
# library is loaded. So it is kept, with what decides it: variables, files and folders by their inode, size
# and the time of their last change (ctime, which nobody can set back).
show_compiler() {
  memory=.nx/rust-compiler
  if [ -f "$memory" ]; then
    { IFS= read -r program && IFS= read -r seen; said=$(lines); } <"$memory"
    if [ -n "$seen" ] && [ "$seen" = "$(state_of "$program")" ]; then
      printf '%s\n' "$said"
      return
    fi
  fi
  program=$(command -v rustc) || return
  if [ "$program" -ef "$(command -v rustup)" ]; then program=$(rustup which rustc 2>/dev/null); fi
  seen=$(state_of "$program")
  said=$(rustc -vV 2>/dev/null)
  printf '%s\n' "$said"
  # A script may start whatever it likes: only a program is known by its looks.
  if [ -z "$seen" ] || [ "$(head -c 4 "$program" | tail -c 3)" != ELF ]; then return; fi
  if printf '%s\n' "$program" "$seen" "$said" 2>/dev/null >"$memory.$$"; then
    mv -f "$memory.$$" "$memory"
  fi
}

# Standard input, without a program as `cat`.
lines() {
  while IFS= read -r line; do printf '%s\n' "$line"; done
}

# In one line; empty where the library of the compiler is not found, or `ls` is not GNU's.
state_of() {
  lib=${1%/*}/../lib
  rustup_home=${RUSTUP_HOME:-$HOME/.rustup}
  set -- "$1" "$lib" "$lib"/librustc_driver-*
  for file in "$(command -v rustc)" "$rustup_home/settings.toml" /etc/rustup/settings.toml; do
    if [ -e "$file" ]; then set -- "$@" "$file"; fi
  done
  folder=$(pwd)
  while [ -n "$folder" ]; do
    for file in "$folder/rust-toolchain.toml" "$folder/rust-toolchain"; do
      if [ -e "$file" ]; then set -- "$@" "$file"; fi
    done
    folder=${folder%/*}
  done
  files=$(ls -ldiLc --time-style=full-iso "$@" 2>/dev/null) || return
  set -f
  echo "$(pwd)" "$RUSTUP_TOOLCHAIN" "$RUSTUP_HOME" "$CARGO_HOME" "$HOME" "$PATH" $files
}

# The compiler answers while the rest is read, and stands before it.
show_compiler &
rest=$(show_variables; show_configs)
wait
printf '%s\n' "$rest"
exit 0
