# Sourced by bin/test: PostgreSQL and Redis servers that end with it. Needs $work, $VAR and _bootstrap.sh.

services= # process ids, youngest first
stop_services() {
  for service in $services; do kill -INT "$service" 2>/dev/null || true; done
  for service in $services; do wait "$service" 2>/dev/null || true; done
  services=
}

store_program() { .venv/bin/python -c 'from workshop.embedded import redis_server; print(redis_server.program() or "")'; }
free_port() { .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_store() { # the embedded Redis on a private socket, without persistence; sets REDIS_URL
  program=$(store_program)
  if [ -z "$program" ]; then
    say "Note: Valkey or Redis was not found, so the tests run without it."
    return
  fi
  mkdir "$work/store"
  "$program" --port 0 --unixsocket "$work/redis.sock" --unixsocketperm 600 --dir "$work/store" --save "" --appendonly no \
    >"$work/store.log" 2>&1 &
  services="$! $services"
  export REDIS_URL="unix://$work/redis.sock"
}

start_redis() { # a server on a port: Redis if it is installed, otherwise the embedded Valkey; sets REDIS_URL
  program=$(command -v redis-server || store_program)
  port=$(free_port)
  mkdir "$work/redis"
  "$program" --bind 127.0.0.1 --port "$port" --dir "$work/redis" --save "" --appendonly no >"$work/redis.log" 2>&1 &
  services="$! $services"
  export REDIS_URL="redis://127.0.0.1:$port/0"
}

postgres_programs() { # the folder of the newest PostgreSQL, if it is 15 or newer
  newest=14 found=
  on_path=$(command -v postgres || true)
  for folder in "${on_path%/*}" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_isready" ] || continue
    version=$("$folder/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$version" -gt "$newest" ]; then newest=$version found=$folder; fi
  done
  printf '%s\n' "$found"
}

start_postgres() { # a new cluster on a private socket; sets DATABASE_URL; fails if PostgreSQL is not installed
  # With the argument `keeps`, commits survive kill -9, as in production.
  programs=$(postgres_programs)
  [ -n "$programs" ] || return 1
  whole=off
  [ "${1:-}" != keeps ] || whole=on
  cluster=$work/postgres # a socket's path must be short, and PostgreSQL's user must be able to reach it
  mkdir -m 700 "$cluster"
  as= # PostgreSQL refuses to run as root
  if is_root; then
    as="setpriv --reuid=postgres --regid=postgres --clear-groups"
    chown postgres: "$cluster" && chmod 711 "$work"
  fi
  $as "$programs/initdb" -D "$cluster/data" -U postgres -E UTF8 --locale=C -A trust -N >"$work/initdb.log" 2>&1 || return 1
  $as "$programs/postgres" -D "$cluster/data" -c listen_addresses= -c unix_socket_directories="$cluster" \
    -c fsync=off -c synchronous_commit="$whole" -c full_page_writes="$whole" -c logging_collector=on >"$work/postgres.log" 2>&1 &
  services="$! $services"
  tries=0
  until "$programs/pg_isready" -q -h "$cluster"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || return 1
    sleep 0.1
  done
  export DATABASE_URL="postgres://postgres@/hashira?host=$cluster" PATH="$programs:$PATH"
  export ALLOWED_HOSTS=localhost,127.0.0.1 SECRET_KEY=0123456789-for-tests-alone-0123456789-for-tests-alone-0123456789
}
