# Sourced by .ci/run: installs what tests of arm64 and of web pages need and the machine does not have.

# PATH of the tests.
test_path=$PATH
arm64_triple='aarch64-unknown-linux-gnu'

# Packages, if one of them is missing and this machine has apt-get.
install_packages() {
  command -v apt-get >/dev/null || return
  [ "$(dpkg-query -W -f='${db:Status-Status}\n' "$@" 2>/dev/null | grep -cx installed)" -eq $# ] && return
  echo "installing $*"
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends "$@"
}

as_root() {
  set -- env DEBIAN_FRONTEND=noninteractive "$@"
  [ "$(id -u)" -eq 0 ] || set -- sudo -n "$@"
  "$@"
}

# Nothing on an arm64 machine, which runs its own programs.
install_qemu() {
  [ "$(uname -m)" = 'aarch64' ] || install_packages qemu-user-static libc6-arm64-cross
}

# Nothing where another of its kind is: some distributions have it as a snap alone, which sees no /tmp.
install_browser() {
  command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || install_packages chromium
}

# Changes `test_path` where rustup's Rust stays without.
install_std() {
  has_std && return
  # The first of two calls is known to crash now and then, and to work when called again.
  for _ in 1 2; do
    command -v rustup >/dev/null && rustup target add "$arm64_triple" && has_std && return
  done
  echo "rustup cannot add the standard library for $arm64_triple; taking Debian's Rust"
  command -v dpkg >/dev/null && as_root dpkg --add-architecture arm64
  install_packages rustc-web cargo-web libstd-rust-web-dev:arm64
  test_path=$(path_without_rustup)
}

has_std() {
  [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/$arm64_triple/lib" ]
}

# PATH without the folders that have rustup, and so its cargo and rustc.
path_without_rustup() {
  local folder kept=() IFS=:
  for folder in $PATH; do
    [ -x "$folder/rustup" ] || kept+=("$folder")
  done
  echo "${kept[*]}"
}
