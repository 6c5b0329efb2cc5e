#!/bin/sh
# Creates Temporal's two databases in PostgreSQL, or brings them up to date. Safe to run at every start.
# The connection comes from SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

tool="${TEMPORAL_SQL_TOOL:-temporal-sql-tool}"

for part in temporal visibility; do
  if [ "$part" = temporal ]; then database=temporal; else database=temporal_visibility; fi
  echo "Database $database: schema up to date?"
  "$tool" --db "$database" create-database
  "$tool" --db "$database" setup-schema --version 0.0
  "$tool" --db "$database" update-schema --schema-name "postgresql/v12/$part"
done
echo 'Both databases are ready.'
