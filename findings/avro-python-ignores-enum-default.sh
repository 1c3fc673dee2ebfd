#!/usr/bin/env bash
# A reader's schema may give an enum a default, for symbols that it does not know (Avro specification, schema
# resolution, since 1.9). Python's own package avro 1.12.1 parses that default and then fails on such a symbol;
# fastavro 1.12.1 (Python) and avsc 5.7.9 (JavaScript) read the same byte as the default. So an enum that grows
# breaks old readers in one library although its schema was written to let it grow.
# Seen:
#   fastavro 1.12.1: OTHER
#   avro 1.12.1: SchemaResolutionException: Symbol C not present in Reader's Schema
#   avsc 5.7.9: OTHER
# Exit 0 while that is so. Needs python3 with venv, Node.js and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q avro==1.12.1 fastavro==1.12.1
npm init -y >npm.log 2>&1
npm install --silent avsc@5.7.9 >>npm.log 2>&1

cat >read.py <<'PYTHON'
import io, json
import avro.errors, avro.io, avro.schema
import fastavro

writer = {"type": "enum", "name": "Reason", "symbols": ["A", "B", "C"]}
reader = {"type": "enum", "name": "Reason", "symbols": ["A", "B", "OTHER"], "default": "OTHER"}
out = io.BytesIO()
fastavro.schemaless_writer(out, fastavro.parse_schema(dict(writer)), "C")
data = out.getvalue()
read = fastavro.schemaless_reader(io.BytesIO(data), fastavro.parse_schema(dict(writer)), fastavro.parse_schema(dict(reader)))
print("fastavro 1.12.1:", read)
try:
    schemas = [avro.schema.parse(json.dumps(s)) for s in (writer, reader)]
    read = avro.io.DatumReader(*schemas).read(avro.io.BinaryDecoder(io.BytesIO(data)))
    print("avro 1.12.1:", read)
except avro.errors.SchemaResolutionException as e:
    print("avro 1.12.1: SchemaResolutionException:", str(e).splitlines()[0])
PYTHON
cat >read.js <<'JAVASCRIPT'
const avro = require('avsc');
const writer = avro.Type.forSchema({type: 'enum', name: 'Reason', symbols: ['A', 'B', 'C']});
const reader = avro.Type.forSchema({type: 'enum', name: 'Reason', symbols: ['A', 'B', 'OTHER'], default: 'OTHER'});
console.log('avsc 5.7.9:', reader.fromBuffer(writer.toBuffer('C'), reader.createResolver(writer)));
JAVASCRIPT

{ python/bin/python read.py; node read.js; } | tee seen
diff seen - <<'SEEN'
fastavro 1.12.1: OTHER
avro 1.12.1: SchemaResolutionException: Symbol C not present in Reader's Schema
avsc 5.7.9: OTHER
SEEN
