import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplorerData } from '../explorer/data.ts';
import { explore } from './explore.ts';

import { selfContainedPage } from './self-contained-page.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ksm-explore-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

async function run(...argv: readonly string[]): Promise<string> {
  let out = '';
  const program = { commands: [], print: (text: string) => void (out += text), width: 80 };
  expect(await explore.run(argv, { ...program, stopSignal: () => Promise.resolve(), onReload: () => {} })).toBe(0);
  return out;
}

const metrics =
  '# TYPE kube_pod_info gauge\nkube_pod_info{namespace="a",pod="p",uid="u"} 1\n' +
  '# TYPE kube_pod_owner gauge\nkube_pod_owner{namespace="a",pod="p"} 1\n' +
  '# TYPE custom_histogram histogram\ncustom_histogram_bucket{le="1"} 1\ncustom_histogram_count 1\n';
const rules =
  'groups: [{rules: [{record: r, expr: "sum by (pod) (kube_pod_info)"}, {alert: A, expr: "custom_histogram_count > 1"}]}]';

describe('explore', () => {
  it('prints families by size, and those that nothing reads', async () => {
    const out = await run('-o', 'table', `--used-by=${file('rules.yaml', rules)}`, file('metrics', metrics));
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      'FAMILY            SERIES  BYTES     %  COMPRESSED  LARGEST LABEL  READ BY',
      expect.stringMatching(/^custom_histogram +2 +93 B +39\.\d +\d+ B +le \(1\) +1$/),
      expect.stringMatching(/^kube_pod_info +1 +74 B +\d+\.\d +\d+ B +namespace \(1\) +1$/),
      expect.stringMatching(/^kube_pod_owner +1 +\d+ B +\d+\.\d +\d+ B +namespace \(1\) +nothing$/),
      '',
      expect.stringMatching(/^3 families, 4 series, \d+ B of text, \d+ B compressed, 2 namespaces$/),
      expect.stringMatching(/^1 families are read by none of 2 expressions in 1 files: 1 series, /),
      '',
      'To expose only those that are read:',
      '',
      '  --metric-allowlist=^kube_pod_info$,^custom_histogram$',
      '',
    ]);
  });

  it('writes the data as JSON, with the resource of each known family', async () => {
    const data = JSON.parse(await run('-o', 'json', '--used-by', file('rules.yaml', rules), file('metrics', metrics)));
    const { cardinality, usage } = data as ExplorerData;
    expect(cardinality.families.map(({ name, resource }) => [name, resource])).toEqual([
      ['kube_pod_info', 'pods'],
      ['kube_pod_owner', 'pods'],
      ['custom_histogram', ''],
    ]);
    expect(usage!.families).toEqual({
      kube_pod_info: { places: [`${folder}/rules.yaml: r`], unreadLabels: ['namespace', 'uid'] },
      custom_histogram: { places: [`${folder}/rules.yaml: A`], unreadLabels: [] },
    });
  });

  it('adds up shards, and reads what it can of a source with bad lines', async () => {
    const bad = file('bad', 'a 1\nb\nc\n');
    const out = await run('-o', 'table', `${file('metrics', metrics)},${bad}`);
    expect(out).toContain('4 families, 5 series');
    expect(out).toContain('line 2: there is no value\n');
    expect(out).toContain('1 more lines are no samples\n');
  });

  it('names what it cannot read', async () => {
    const good = file('metrics', metrics);
    await expect(run('-o', 'table', `--used-by=${folder}/nope`, good)).rejects.toThrow(
      `--used-by ${folder}/nope: there is no such file or folder`,
    );
    await expect(run('-o', 'table', `--used-by=${file('empty.yaml', 'a: 1')}`, good)).rejects.toThrow(
      'no expressions found',
    );
    await expect(run()).rejects.toThrow('explore: expected one source, found 0');
  });
});

describe('selfContainedPage', () => {
  const files: Readonly<Record<string, string>> = {
    'index.html':
      '<html><head>\n<link rel="stylesheet" href="app.css"></head><script type="module" src="app.js"></script>',
    'app.js': 'const a = "</script>$&";',
    'usage.js': 'const b = "</script><!--";',
    'app.css': 'a{}',
  };
  const read = async (name: string): Promise<Buffer | undefined> => Buffer.from(files[name]!);

  it('holds data that cannot leave its element, and runs what it was built with only', async () => {
    const data = { source: '</script><script>alert(1)' } as unknown as ExplorerData;
    const page = await selfContainedPage(data, read);
    expect(page).toContain('"\\u003c/script>\\u003cscript>alert(1)"');
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page).toMatch(/script-src 'sha256-\S+' 'sha256-/);
    expect(page).not.toContain('<!--');
    expect(page).toContain('<\\/script>$&');
    expect(page).not.toContain('src=');
  });

  it('says that the page has not been built', async () => {
    await expect(selfContainedPage({} as ExplorerData, async () => undefined)).rejects.toThrow('has not been built');
  });
});
