#!/usr/bin/env bash
# PyPI's apache-flink-libraries 2.2.1 brings Flink's lib/ and, in opt/, the SQL client, which runs its
# statements by the SQL gateway inside its own process. The gateway's jar, which lies in opt/ of the binary
# distribution, is not there, so the client ends before it reads anything; with the jar from Maven Central it
# starts.
# Seen:
#   opt: flink-python-2.2.1.jar flink-sql-client-2.2.1.jar
#   as it is: java.lang.NoClassDefFoundError: org/apache/flink/table/gateway/service/context/DefaultContext
#   with flink-sql-gateway: [INFO] Execute statement succeeded.
# Exit 0 while that is so. Needs python3 with venv, a JDK 17 and Maven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q apache-flink-libraries==2.2.1
mvn -B -q dependency:copy -Dartifact=org.apache.flink:flink-sql-gateway:2.2.1 -DoutputDirectory=gateway
flink=$(echo python/lib/python*/site-packages/pyflink)
mkdir conf
echo 'execution.target: local' >conf/config.yaml
export FLINK_CONF_DIR=$PWD/conf

client() {
  echo "SET 'execution.runtime-mode' = 'batch';" |
    java --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED \
      -Dlog4j2.level=OFF -cp "$1" org.apache.flink.table.client.SqlClient embedded -hist history 2>&1 || true
}

{
  echo "opt:" "$(cd "$flink/opt" && echo *.jar)"
  echo "as it is: $(client "$flink/lib/*:$flink/opt/*" | grep -m 1 -o 'java.lang.NoClassDefFoundError: .*')"
  echo "with flink-sql-gateway: $(client "$flink/lib/*:$flink/opt/*:gateway/*" | grep -m 1 -o '\[INFO\] Execute statement succeeded.')"
} | tee seen
diff seen - <<'SEEN'
opt: flink-python-2.2.1.jar flink-sql-client-2.2.1.jar
as it is: java.lang.NoClassDefFoundError: org/apache/flink/table/gateway/service/context/DefaultContext
with flink-sql-gateway: [INFO] Execute statement succeeded.
SEEN
