# For run.sh, which sources it: a Swift toolchain. After `find_toolchain`, `with_toolchain COMMAND...` runs a command in the
# package with it, and `$missing` is the reason if there is none.
#
# Without `swift` on the path, root makes a folder with Debian's compiler: once, about 3 GB, from the mirror that apt uses.

toolchain_root=${CAIRN_SWIFT_ROOT:-/var/cache/cairn-swift}
missing=
with_toolchain() { false; }

find_toolchain() {
  if command -v swift >/dev/null && swift --version >/dev/null 2>&1; then
    with_toolchain() { TMPDIR=$scratch BUILD=$scratch/build "$@"; }
    return
  fi
  if [[ $(id -u) -ne 0 ]]; then
    missing="there is no swift on the path, and only root can make a folder with Debian's"
  elif ! command -v apt-get >/dev/null || ! command -v unshare >/dev/null; then
    missing="there is no swift on the path, and this is not Debian, so that it cannot be installed"
  elif ! unshare --mount true 2>/dev/null; then
    missing="there is no swift on the path, and a folder with Debian's needs mounts, which are not allowed here"
  else
    mkdir -p "$(dirname "$toolchain_root")"
    # Another run may be making the folder.
    exec 9>"$toolchain_root.lock"
    flock 9
    # The link of `swift` is one within the folder.
    if [[ ! -e $toolchain_root ]]; then
      make_toolchain
    elif [[ ! -L $toolchain_root/usr/bin/swift ]]; then
      missing="$toolchain_root is there, and has no swift"
    fi
    exec 9>&-
    with_toolchain() { in_root "$@"; }
  fi
  [[ -z $missing ]]
}

# Makes the folder, which gets its name when it is complete.
make_toolchain() {
  local mirror part="$toolchain_root.part" log="$toolchain_root.log" proxy=
  echo "There is no swift on the path: Debian's goes to $toolchain_root."
  if ! { apt-get update && { command -v debootstrap || apt-get install --yes --no-install-recommends debootstrap; }; } >"$log" 2>&1; then
    missing="debootstrap cannot be installed ($log)"
    return
  fi
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
  if [[ -z $mirror ]]; then
    missing="apt uses no mirror of Debian"
    return
  fi
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  if [[ -n $proxy ]]; then export http_proxy=$proxy; fi
  rm -rf --one-file-system "$part"
  if ! timeout 1200 debootstrap --variant=minbase --include=ca-certificates trixie "$part" "$mirror" >>"$log" 2>&1 ||
    ! timeout 1200 chroot "$part" sh -c 'apt-get update && apt-get install --yes --no-install-recommends \
      swiftlang libc6-dev libstdc++-14-dev libcurl4-openssl-dev libxml2-dev && apt-get clean' >>"$log" 2>&1; then
    rm -rf --one-file-system "$part"
    missing="Debian's swiftlang cannot be installed ($log)"
    return
  fi
  mv "$part" "$toolchain_root"
}

# Runs a command in the folder, with the clients and `$scratch`. The mounts end with the command.
in_root() {
  mkdir -p "$toolchain_root/clients" "$toolchain_root/scratch"
  root=$toolchain_root clients=$(realpath ..) scratch=$scratch unshare --mount --propagation private bash -euc '
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$scratch" "$root/scratch"
    mount --bind "$clients" "$root/clients"
    mount -o remount,bind,ro "$root/clients"
    export HOME=/scratch TMPDIR=/scratch BUILD=/scratch/build PATH=/usr/sbin:/usr/bin:/sbin:/bin
    exec chroot "$root" sh -c "cd /clients/swift && exec \"\$@\"" sh "$@"
  ' bash "$@"
}
