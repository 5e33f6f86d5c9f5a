import { readFileSync } from 'node:fs';
import { parseAllDocuments, stringify } from 'yaml';
import { extractCases } from '../test/support/compatibility/extract.ts';

/**
 * Writes a case of `test/compatibility` to standard output, from manifests on standard input:
 *
 *     helm template ksm CHART -n monitoring --set autosharding.enabled=true \
 *       | tools/node/pinned-node tools/compatibility.ts 'community chart 8.4.0, autosharding' [WORKLOAD] >test/compatibility/FILE.yaml
 */
const [source = '', name] = process.argv.slice(2);
const documents = [...parseAllDocuments(readFileSync(0, 'utf8'))].map((document) => document.toJS());
const manifests = documents.flatMap((object) => (object?.kind === 'List' ? object.items : [object]));
const found = extractCases(manifests, source).filter((one) => name === undefined || one.name === name);
process.stdout.write(found.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'));
