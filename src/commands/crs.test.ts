import { describe, expect, it } from 'vitest';
import type { Files } from '../base/files.ts';
import type { Program } from './command.ts';
import { crs } from './crs.ts';
import { runCrs } from './crs-run.ts';

/** Runs `crs preview` on a metric, or on a whole configuration, and an object. */
async function preview(
  metrics: readonly object[],
  object: string,
  more: object = {},
): Promise<{ code: number; lines: string[] }> {
  const entry = {
    groupVersionKind: { group: 'a.b', version: '*', kind: 'Cart' },
    metricNamePrefix: '',
    ...more,
    metrics,
  };
  const texts: Readonly<Record<string, string>> = {
    c: JSON.stringify({ kind: 'CustomResourceStateMetrics', spec: { resources: [entry] } }),
    o: object,
  };
  const files = {
    statNow: (path: string) => (texts[path] === undefined ? undefined : { kind: 'file', sizeBytes: 1, version: '' }),
    readNow: (path: string) => Buffer.from(texts[path]!),
  } as unknown as Files;
  let printed = '';
  const flags = { file: 'c', object: 'o', limit: 50, apiserver: '', kubeconfig: '' };
  const code = await runCrs(['preview'], flags, (text) => (printed += text), files);
  return { code, lines: printed.split('\n').filter((line) => line !== '' && !/^# (HELP|TYPE)/.test(line)) };
}

const gauge = (name: string, path: readonly string[], more: object = {}): object => ({
  name,
  help: 'H.',
  each: { type: 'Gauge', gauge: { path, ...more } },
});
const KIND = 'customresource_group="a.b",customresource_kind="Cart",customresource_version="v1"';
const CART = 'apiVersion: a.b/v1\nkind: Cart\nmetadata: {name: x}\n';

describe('crs preview', () => {
  it('prints the exposition of an object', async () => {
    expect(await preview([gauge('size', ['spec', 'size'])], `${CART}spec: {size: 3}\n`)).toEqual({
      code: 0,
      lines: [`size{${KIND}} 3`],
    });
  });

  it.each<[string, object, string, string]>([
    ['a key', gauge('m', ['spec', 'siz']), 'spec: {size: 3}', 'm: x: path: [spec,siz]: no "siz" among "size"'],
    ['a null', gauge('m', ['spec', 'size']), 'spec: {size: }', 'm: x: path: [spec,size]: "size" is null'],
    ['a scalar', gauge('m', ['spec', 'size', 'b']), 'spec: {size: 3}', 'm: x: path: [spec,size,b]: 3 has no members'],
    ['an index', gauge('m', ['spec', '4']), 'spec: [1, 2]', 'm: x: path: [spec,4]: a list of 2 items has no item 4'],
    ['a lookup', gauge('m', ['spec', '[a=b]']), 'spec: [{a: c}]', 'm: x: path: [spec,[a=b]]: none of 1 items matches'],
    [
      'a key of a list',
      gauge('m', ['spec', 'a']),
      'spec: [1]',
      'm: x: path: [spec,a]: a list has no members; expected an index or a lookup such as [type=Ready]',
    ],
    [
      'the value of items',
      gauge('m', ['spec'], { valueFrom: ['v'] }),
      'spec: [{w: 1}, {}]',
      'm: x: valueFrom: [v]: no "v" among "w"',
    ],
    [
      'an object of objects',
      gauge('m', ['spec']),
      'spec: {a: {b: 1}}',
      'm: x: path: [spec]: an object without a member that is a number',
    ],
    [
      'an info metric without labels',
      { name: 'm', help: 'H.', each: { type: 'Info', info: { path: ['spec'] } } },
      'spec: {a: 1}',
      'm: x: labelsFromPath: no labels, so no samples',
    ],
    [
      'a value that is no number',
      gauge('m', ['spec', 'a']),
      'spec: {a: Joe}',
      'm: x: [spec,a]: expected a number, got "Joe"',
    ],
  ])('says why %s leads to nothing', async (_, metric, object, note) => {
    expect((await preview([metric], `${CART}${object}\n`)).lines).toEqual([`# ${note}`]);
  });

  it('says which labels have no value, beside the samples', async () => {
    const metric = gauge('m', ['spec', 'size'], { labelsFromPath: { color: ['color'] } });
    const { lines } = await preview([metric], `${CART}spec: {size: 3}\n`, {
      labelsFromPath: { team: ['metadata', 'team'] },
    });
    expect(lines).toEqual([
      `m{${KIND}} 3`,
      '# m: x: label color: [color]: 3 has no members',
      '# m: x: label team: [metadata,team]: no "team" among "name"',
    ]);
  });

  it('names a state that is not among those of the list', async () => {
    const stateSet = { path: ['spec', 'phase'], labelName: 'phase', list: ['A', 'B'] };
    const metric = { name: 'm', help: 'H.', each: { type: 'StateSet', stateSet } };
    const { lines } = await preview([metric], `${CART}spec: {phase: C}\n`);
    expect(lines).toEqual([
      `m{${KIND},phase="A"} 0`,
      `m{${KIND},phase="B"} 0`,
      '# m: x: list: "C" is not among the states',
    ]);
  });

  it('explains a label of an info metric where its path leads furthest', async () => {
    const metric = {
      name: 'm',
      help: 'H.',
      each: { type: 'Info', info: { labelsFromPath: { size: ['spec', 'size'], color: ['spec', 'color'] } } },
    };
    const { lines } = await preview([metric], `${CART}spec: {size: 3}\n`);
    expect(lines).toEqual([`m{${KIND},size="3"} 1`, '# m: x: label color: [spec,color]: no "color" among "size"']);
  });

  it('shows all objects of a List, and of several documents', async () => {
    const items = [3, 4].map((size) => ({
      apiVersion: 'a.b/v1',
      kind: 'Cart',
      metadata: { name: `n${size}` },
      spec: { size },
    }));
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const expected = [`size{${KIND}} 3`, `size{${KIND}} 4`];
    expect((await preview([gauge('size', ['spec', 'size'])], list)).lines).toEqual(expected);
    const documents = items.map((item) => JSON.stringify(item)).join('\n---\n');
    expect((await preview([gauge('size', ['spec', 'size'])], documents)).lines).toEqual(expected);
  });

  it.each([
    `${CART}spec: {id: 9007199254740993}\n`,
    '{"apiVersion":"a.b/v1","kind":"Cart","spec":{"id":9007199254740993}}',
  ])('keeps integers exact: %j', async (object) => {
    const metric = {
      name: 'm',
      help: 'H.',
      each: { type: 'Info', info: { path: ['spec'], labelsFromPath: { id: ['id'] } } },
    };
    expect((await preview([metric], object)).lines[0]).toBe(`m{${KIND},id="9007199254740993"} 1`);
  });

  it('names metrics that are left out, and exits with 1', async () => {
    const { code, lines } = await preview(
      [{ name: 'w', each: { type: 'Counter' } }, gauge('size', ['spec', 'size'])],
      `${CART}spec: {size: 3}\n`,
    );
    expect([code, lines[0]]).toEqual([1, `size{${KIND}} 3`]);
    expect(lines[1]).toContain('(w): each.type: expected Gauge, Info or StateSet');
  });

  it.each([
    ['', 'o: expected an object, found nothing'],
    ['text', 'o: expected an object with apiVersion and kind'],
    ['[1, 2]', 'o: expected an object with apiVersion and kind'],
    ['apiVersion: [', 'o: '],
    [
      'apiVersion: v1\nkind: Pod',
      'o: no entry of the configuration is for v1, kind Pod; entries are for: a.b/*, kind Cart',
    ],
  ])('refuses the object %j', async (object, problem) => {
    await expect(preview([gauge('m', ['a'])], object)).rejects.toThrow(problem);
  });

  it.each([
    [[], 'crs: expected preview or schema, found ""'],
    [['preview', '-f', 'c'], 'crs preview: expected --file and --object'],
    [['preview', 'x', '-f', 'c', '-o', 'o'], 'crs: expected preview or schema, found "preview x"'],
  ])('refuses the arguments %j', async (argv, problem) => {
    await expect(crs.run(argv, { print: () => {} } as unknown as Program)).rejects.toThrow(problem);
  });
});
