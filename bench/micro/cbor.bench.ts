import { bench, describe } from 'vitest';
import { compileCustomResource } from '../../src/customresources/compile.ts';
import { parseCustomResources } from '../../src/customresources/config.ts';
import { compileJsonReader } from '../../src/decode/json.ts';
import { JsonScanner } from '../../src/decode/json-scan.ts';
import { KeyTable } from '../../src/decode/key-table.ts';
import { mergeSelections } from '../../src/model/json-value.ts';
import { compileRenderer } from '../../src/render/renderer.ts';
import { configuration, GROUP, KIND, PLURAL, VERSION } from '../custom-resources/kind.ts';
import { objectText } from '../custom-resources/objects.ts';
import { CborCursor, compileWanted, encodeCbor } from './cbor.ts';

/** Whether CBOR would be cheaper to read than JSON, for custom objects of 4 KB and ten metrics of each: decision 29. */

const SIZE = 256;
const texts = Array.from({ length: SIZE }, (_, i) => objectText(i, 0, 4_096));
const json = texts.map((text) => Buffer.from(text));
const cbor = texts.map((text) => encodeCbor(JSON.parse(text)));
const total = (all: readonly Buffer[]): number => all.reduce((sum, { length }) => sum + length, 0) / SIZE;
process.stdout.write(`bytes of an object: JSON ${total(json).toFixed(0)}, CBOR ${total(cbor).toFixed(0)}\n`);

const kind = { group: GROUP, version: VERSION, kind: KIND, plural: PLURAL, namespaced: true };
const resource = compileCustomResource(parseCustomResources(configuration, 'bench').entries[0]!, kind, () => {});
const renderer = compileRenderer(
  resource,
  () => true,
  { labels: undefined, annotations: undefined },
  (_, __, error) => {
    throw error;
  },
);
const readJson = compileJsonReader(renderer.shape);
const selections = resource.families.map(({ reads }) => reads.json!.selection!);
const wanted = compileWanted(mergeSelections(selections), (entries) => new KeyTable(entries));

describe('a custom object of 4 KB', () => {
  const scanner = new JsonScanner();
  const cursor = new CborCursor(cbor[0]!);
  let i = 0;
  bench('JSON: find the end', () => {
    const bytes = json[i++ % SIZE]!;
    scanner.reset();
    scanner.scan(bytes, 0, bytes.length);
  });
  bench('CBOR: find the end', () => {
    cursor.bytes = cbor[i++ % SIZE]!;
    cursor.at = 0;
    cursor.skip();
  });
  let object: ReturnType<typeof readJson>;
  bench('JSON: read what ten metrics need', () => {
    const bytes = json[i++ % SIZE]!;
    object = readJson(bytes, 0, bytes.length);
  });
  bench('CBOR: read what ten metrics need', () => {
    cursor.bytes = cbor[i++ % SIZE]!;
    cursor.at = 0;
    cursor.read(wanted);
  });
  bench('render the ten metrics', () => {
    renderer.render(object as never);
  });
});
