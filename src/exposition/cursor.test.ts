import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compression, converter } from '../../test/support/packing.ts';
import { viewsOf } from '../../test/support/views.ts';
import type { ResourceView } from '../model/view.ts';
import { familyView } from '../packing/family-view.ts';
import { Cursor } from './cursor.ts';
import { type Content, contentBytes, repeatedFamilies } from './framing.ts';

/** All that a cursor writes, in buffers of this size. */
function read(content: Content, size: number, cursor = new Cursor(content)): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    const into = Buffer.alloc(size);
    const used = cursor.fill(into);
    if (used === 0) return Buffer.concat(parts);
    parts.push(into.subarray(0, used));
  }
}
const textOf = (views: readonly ResourceView[], openMetrics = false): string =>
  read({ views, converter, openMetrics, gzip: false }, 1 << 20).toString();

/** Segments from some bytes to 300 KB. */
const things = Object.fromEntries(
  Array.from({ length: 300 }, (_, i) => [
    `uid-${i}`,
    [`a{n="${i}",x="${'é'.repeat(i < 128 ? 1_200 : i % 50)}"} ${i}\n`, i % 3 === 0 ? `b{n="${i}"} 1\n` : '', ''],
  ]),
);

describe.each(['raw', 'deflate'] as const)('Cursor, %s at rest', (encoding) => {
  it('writes each family once, its header first, whether it has samples or not', async () => {
    const views = await viewsOf(encoding, { things: { 1: ['a1\n', '', ''], 2: ['a2\n', 'b2\n', ''] } });
    expect(textOf(views)).toBe('# TYPE a gauge\na1\na2\n# TYPE b gauge\nb2\n# TYPE c gauge\n');
  });

  it('leaves out a resource without objects, and families that are hidden', async () => {
    const [empty, full] = await viewsOf(encoding, { empty: {}, full: { 1: ['a1\n', 'b1\n', ''] } });
    expect(textOf([empty!, { ...full!, hidden: [false, true, true] }])).toBe('# TYPE a gauge\na1\n');
    expect(textOf([{ ...full!, hidden: [true, true, true] }, full!])).toBe(textOf([full!]));
    expect(textOf([empty!])).toBe('');
  });

  it.each([false, true])(
    'shows the header of a shared family once, and types of OpenMetrics there; gzip: %s',
    async (gzip) => {
      const [first, second] = await viewsOf(encoding, {
        x: { 1: ['a1\n', 'b1\n', ''] },
        y: { 1: ['a2\n', '', 'c2\n'] },
      });
      const info = (view: ResourceView): ResourceView => ({
        ...view,
        families: view.families.map((family) => {
          const { openMetrics } = familyView('', '', compression, `# TYPE ${family.name} info\n`);
          const { name, header, deflated } = family;
          return { name, header, deflated, ...(name === 'c' && openMetrics && { openMetrics }) };
        }),
      });
      const views = [info(first!), info({ ...second!, hidden: [false, true, false] })];
      const content = { views, converter, openMetrics: true, gzip, repeated: repeatedFamilies(views) };
      for (const size of [1, 7, 1 << 16]) {
        const all = read(content, size);
        const text = (gzip ? gunzipSync(all) : all).toString();
        expect(text).toBe('# TYPE a gauge\na1\n# TYPE b gauge\nb1\n# TYPE c info\na2\nc2\n# EOF\n');
        expect(contentBytes(content) ?? all.length).toBe(all.length);
      }
      expect(read({ ...content, openMetrics: false, gzip: false }, 1 << 16).toString()).toContain('# TYPE c gauge');
      expect(repeatedFamilies([first!])).toBeUndefined();
    },
  );

  it('ends OpenMetrics with its mark', () => {
    expect(textOf([], true)).toBe('# EOF\n');
  });

  it.each([false, true])('writes the same into buffers of any size, and as long as it says; gzip: %s', async (gzip) => {
    const views = await viewsOf(encoding, { things, none: {}, others: { x: ['axa 1\n', '', 'cxc 2\n'] } });
    const text = textOf(views, true);
    for (const size of [1_000, 4_099, 65_536, 1 << 20]) {
      const content = { views, converter, openMetrics: true, gzip };
      const all = read(content, size);
      expect((gzip ? gunzipSync(all) : all).toString() === text).toBe(true);
      expect(contentBytes(content) ?? all.length).toBe(all.length);
    }
  });

  it.each([false, true])('can be copied at any place; gzip: %s', async (gzip) => {
    const content = { views: await viewsOf(encoding, { things }), converter, openMetrics: true, gzip };
    const whole = read(content, 5_000);
    const cursor = new Cursor(content);
    let done = 0;
    for (let used = -1; used !== 0; done += used) {
      const rest = read(content, 5_000, cursor.copy());
      expect(rest.equals(whole.subarray(done))).toBe(true);
      used = cursor.fill(Buffer.alloc(50_000));
    }
    expect(done).toBe(whole.length);
  });
});
