# For the scripts beside it, which source it: the binary to check, a place to work in, and a server over a database of its
# own. Leaves nothing running.

binary=${CAIRN_BIN:-../../../target/debug/cairn}
if [[ ! -x $binary ]]; then
  echo "There is no binary at $binary: build it with cargo build, or name it in CAIRN_BIN." >&2
  exit 1
fi
binary=$(realpath "$binary")

scratch=$(mktemp -d)
server=
stop_server() {
  if [[ -n $server ]]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap stop_server EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Settings of the caller are not those of this server; Cairn refuses variables it does not know.
for name in $(compgen -e CAIRN_ || true); do unset "$name"; done
export DATABASE_URL="$scratch/cairn.db"

# Makes a key with that name and role, and prints it.
make_key() {
  "$binary" keys create --name "$1" --role "$2" | grep -o 'cairn_[0-9a-f]*_[0-9a-f]*' | head -n 1
}

# Starts the server with more arguments, and waits until it answers: `$url` is where.
serve() {
  # There before the server is: the first look at them may come sooner than it begins.
  : >"$scratch/stdout" >"$scratch/stderr"
  "$binary" serve --bind 127.0.0.1:0 --access-log false "$@" >"$scratch/stdout" 2>"$scratch/stderr" &
  server=$!
  url=
  for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || break
    url=$(sed -n 's|.*listening on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$scratch/stderr")
    if [[ -n $url ]] && "$binary" healthcheck --bind "${url#http://}" 2>/dev/null; then
      return
    fi
    url=
    sleep 0.1
  done
  echo "The server did not become ready:" >&2
  cat "$scratch/stdout" "$scratch/stderr" >&2
  exit 1
}
