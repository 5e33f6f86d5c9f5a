import { describe, expect, it } from 'vitest';
import { type Family, family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { int, msg, str } from '../model/schema.ts';
import { compileRenderer, familyTexts, renderHeader } from './renderer.ts';

const one = family({
  name: 'one',
  help: 'Back\\slash and\nnewline.',
  stability: 'STABLE',
  deprecatedSince: '2.9',
  type: 'counter',
  reads: { spec: msg(2, { n: int(1) }) },
  render: (o, rows) => rows.value(o.spec.n),
});
const failing = family({
  name: 'failing',
  help: 'Fails.',
  reads: { spec: msg(2, { s: str(2) }) },
  render: (_, rows) => {
    rows.label('kept', 'yes').value(1);
    rows.label('cut', 'off');
    throw new Error('no');
  },
});
const made = resource({
  plural: 'things',
  kind: 'Thing',
  identityLabels: [['thing', 'name']],
  families: [one, failing],
});
const none = { labels: undefined, annotations: undefined };
const object = { metadata: { name: 'a', namespace: '', uid: '', resourceVersion: '' }, spec: { n: 7, s: '' } };

describe('compileRenderer', () => {
  it('reads what the families that are on read, and no more', () => {
    const plan = compileRenderer(
      made,
      (f) => f === one,
      none,
      () => {},
    );
    expect(plan.families).toEqual([one]);
    expect(Object.keys(plan.shape.spec!.shape!)).toEqual(['n']);
    expect(Object.keys(plan.shape.metadata!.shape!)).toEqual(['name', 'namespace', 'uid', 'resourceVersion']);
  });

  it('gives each family its rows, and survives a family that throws', () => {
    const failures: Family[] = [];
    const plan = compileRenderer(
      made,
      () => true,
      none,
      (f) => failures.push(f),
    );
    expect(familyTexts(plan, object)).toEqual(['one{thing="a"} 7\n', 'failing{thing="a",kept="yes"} 1\n']);
    expect([...plan.render(object)!.sampleEnds]).toEqual([1, 2]);
    expect(failures).toEqual([failing, failing]);
  });
});

describe('renderHeader', () => {
  it('escapes the help and names stability and deprecation', () => {
    expect(renderHeader(one)).toBe(
      '# HELP one [STABLE] (Deprecated since 2.9) Back\\\\slash and\\nnewline.\n# TYPE one counter\n',
    );
  });
});
