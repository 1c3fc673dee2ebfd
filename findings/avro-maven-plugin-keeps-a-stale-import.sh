#!/usr/bin/env bash
# A record class that avro-maven-plugin generates holds the whole schema, with that of every record it refers to. The
# plugin (1.11.4 and 1.12.1) decides by the time of one file whether to generate again: where only an imported file
# has changed, the class of the record that refers to it stays, with the old schema of the imported one inside. The
# build succeeds, and such records are still written with the old schema; a clean build is right.
# Seen, after a field b was added to Inner, which Outer contains:
#   1.11.4: Inner has b, Outer's Inner has not; after a clean build it has
#   1.12.1: Inner has b, Outer's Inner has not; after a clean build it has
# Exit 0 while that is so. Needs a JDK and Maven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p src/main/avro
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.avro</groupId>
        <artifactId>avro-maven-plugin</artifactId>
        <version>${avro}</version>
        <executions>
          <execution>
            <goals>
              <goal>schema</goal>
            </goals>
            <configuration>
              <sourceDirectory>${project.basedir}/src/main/avro</sourceDirectory>
              <imports>
                <import>${project.basedir}/src/main/avro/Inner.avsc</import>
              </imports>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
POM
echo '{"type": "record", "name": "Outer", "namespace": "p", "fields": [{"name": "inner", "type": "Inner"}]}' >src/main/avro/Outer.avsc

inner() {
  printf '{"type": "record", "name": "Inner", "namespace": "p", "fields": [{"name": "a", "type": "int"}%s]}\n' "$1" >src/main/avro/Inner.avsc
}

has_b() {
  if grep -q '\\"name\\":\\"b\\"' "target/generated-sources/avro/p/$1.java"; then echo has; else echo has not; fi
}

for version in 1.11.4 1.12.1; do
  rm -rf target
  inner ''
  mvn -B -q "-Davro=$version" generate-sources
  sleep 2 # file times of whole seconds
  inner ', {"name": "b", "type": "int", "default": 0}'
  mvn -B -q "-Davro=$version" generate-sources
  printf "%s: Inner %s b, Outer's Inner %s" "$version" "$(has_b Inner)" "$(has_b Outer)"
  rm -rf target
  mvn -B -q "-Davro=$version" generate-sources
  printf '; after a clean build it %s\n' "$(has_b Outer)"
done | sed 's/\x1b\[[0-9;]*m//g' | tee seen
diff seen - <<'SEEN'
1.11.4: Inner has b, Outer's Inner has not; after a clean build it has
1.12.1: Inner has b, Outer's Inner has not; after a clean build it has
SEEN
