#!/bin/bash
# Does with POSTGRES_DB, POSTGRES_USER and POSTGRES_PASSWORD what the image postgres does.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  chown postgres /var/lib/postgresql/data
  exec setpriv --reuid=postgres --regid=postgres --clear-groups -- bash "$0"
fi
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
  initdb -D "$data" --username="$POSTGRES_USER" --auth=scram-sha-256 --encoding=UTF8 --pwfile=<(echo "$POSTGRES_PASSWORD")
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  echo "create database $POSTGRES_DB" | postgres --single -D "$data" postgres
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp
