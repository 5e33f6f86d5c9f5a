import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCustomResources } from '../../src/customresources/config.ts';
import { startPair } from '../support/peer/pair.ts';
import { type RawApi, type RawKind, startRawApi } from '../support/peer/raw-api.ts';
import { DOCUMENTS, documentOf, ENTRIES, entryText } from '../support/peer/yaml-cases.ts';
import { loopbackPorts, run } from '../support/process.ts';

/** Path of the reference, `kube-state-metrics` itself. */
const peer = process.env.KSM_PEER ?? '';
const AT_ONCE = 8;
/** Keys that are ignored here. The reference watches the file by another reader, which wants to know all of it. */
const IGNORED = /^ *unknown: (?:\{a: 1, a: 2\}|!!int x)$/m;

let api: RawApi;
let folder: string;
beforeAll(async () => {
  api = await startRawApi();
  folder = mkdtempSync(path.join(tmpdir(), 'crs-yaml-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

describe.skipIf(peer === '')(
  `configurations, with kube-state-metrics (KSM_PEER${peer === '' ? ' is not set' : ''})`,
  () => {
    it('are read or refused alike, and their values are the same', async () => {
      const entries = ENTRIES.map((keys, i) => ({
        keys,
        kind: kindOf(i),
        text: documentOf([entryText(keys, kindOf(i).group)]),
      }));
      const texts = [...DOCUMENTS, ...entries.map(({ text }) => text)];
      const verdicts = await verdictsOf(texts);
      const differing = texts.flatMap((text, i) => {
        const { problems } = parseCustomResources(text, 'c');
        const isRead = verdicts[i] === 'reads';
        const isAlike = isRead === (problems.length === 0) || (problems.length === 0 && IGNORED.test(text));
        return isAlike ? [] : [{ text, reference: verdicts[i], own: problems }];
      });
      expect(differing).toEqual([]);
      const read = entries.filter(({ text }, i) => verdicts[DOCUMENTS.length + i] === 'reads' && isComparable(text));
      expect(read.length).toBeGreaterThan(100);
      await compare(read);
    }, 300_000);
  },
);

/** Whether the reference can show an entry: all of its metrics compile, and it writes no line breaks and blanks into names. */
function isComparable(text: string): boolean {
  const { entries, warnings } = parseCustomResources(text, 'c');
  const names = entries.flatMap(({ commonLabels, metricNamePrefix }) => [...commonLabels.keys(), metricNamePrefix]);
  return warnings.length === 0 && !names.some((name) => /\s/.test(name));
}

/** Shows entries that both read side by side, each with a kind of its own. */
async function compare(entries: readonly { keys: string; kind: RawKind }[]): Promise<void> {
  for (const { kind } of entries) {
    api.define(kind);
    const spec =
      '"spec":{"size":3,"text":"on","a b":2,"1":5,"1.0":6,"true":7,"yes":1,"null":8,"":9,"map":{"x":1,"y":2}}';
    api.put(kind, { namespace: 'ns', name: 'o', members: spec, metadata: '"generation":4' });
  }
  const config = documentOf(entries.map(({ keys, kind }) => entryText(keys, kind.group)));
  const pair = await startPair(peer, api.url, [config, config]);
  try {
    const differences = await pair.settle(20_000);
    const shown = differences
      .flatMap(({ family, lines }) => [family, ...lines])
      .map((line) => {
        const group = /customresource_group="y(\d+)\./.exec(line);
        return group ? `${line} of ${JSON.stringify(ENTRIES[Number(group[1])])}` : line;
      });
    expect(shown.slice(0, 40)).toEqual([]);
  } finally {
    await pair.stop();
  }
}

function kindOf(i: number): RawKind {
  return { group: `y${i}.example.com`, kind: 'Foo', plural: 'foos', versions: { v1: true } };
}

/** Whether the reference starts with each of the configurations, or its error. */
async function verdictsOf(texts: readonly string[]): Promise<readonly string[]> {
  const verdicts: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < texts.length; i = next++) verdicts[i] = await verdictOf(texts[i]!, String(i));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
}

async function verdictOf(text: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const { listen } = await loopbackPorts();
  const flags = [
    `--apiserver=${api.url}`,
    `--custom-resource-state-config-file=${file}`,
    '--custom-resource-state-only',
  ];
  const running = run(peer, [...flags, ...listen]);
  const started = await running.waitFor('Started metrics server').then(
    () => true,
    () => false,
  );
  await running.stop('SIGKILL');
  if (started) return 'reads';
  // The last output of a process arrives a little after its end.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const reason = /(?:failed to parse Custom Resource State metrics: |Error reading Custom resource )(?:.|\n)*/.exec(
    running.output(),
  );
  if (!reason) throw new Error(`the reference neither starts nor refuses ${JSON.stringify(text)}: ${running.output()}`);
  return reason[0];
}
