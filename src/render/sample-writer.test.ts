import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullText } from '../model/compact-samples.ts';
import { encodeLabels } from '../model/encoded-labels.ts';
import type { SampleWriter } from '../model/family.ts';
import { CompactSampleWriter } from './sample-writer.ts';

function render(identity: readonly [string, string][], write: (rows: SampleWriter) => void, room?: number): string {
  const writer = new CompactSampleWriter(room);
  writer.beginObject();
  for (const [name, value] of identity) writer.label(name, value);
  const start = writer.endIdentity();
  writer.beginFamily();
  write(writer);
  return fullText(writer.bytes.toString('utf8', start, writer.at), 'f', writer.bytes.toString('utf8', 0, start));
}

describe('CompactSampleWriter', () => {
  it('leads each sample with the identity', () => {
    const text = render([['ns', 'a']], (rows) => {
      rows.value(1);
      rows.label('x', 'y').label('z', '').value(0.5);
    });
    expect(text).toBe('f{ns="a"} 1\nf{ns="a",x="y",z=""} 0.5\n');
  });

  it('writes no braces where there are no labels', () => {
    expect(render([], (rows) => rows.value(2))).toBe('f 2\n');
  });

  it('escapes what the format escapes and nothing else', () => {
    expect(render([], (rows) => rows.label('x', 'a"b\\c\nd\te\r😀').value(1))).toBe('f{x="a\\"b\\\\c\\nd\te\r😀"} 1\n');
  });

  it('writes encoded labels as it writes each of them', () => {
    const label = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.string({ unit: 'grapheme', maxLength: 9 }));
    const some = fc.array(label, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 2 }), some, some, (identity, first, second) => {
        const plain = render(identity, (rows) => {
          for (const [name, value] of [...first, ...second]) rows.label(name, value);
          rows.value(1);
        });
        const encoded = render(
          identity,
          (rows) => {
            rows.encoded(encodeLabels(first));
            for (const [name, value] of second) rows.label(name, value);
            rows.value(1);
          },
          4,
        );
        expect(encoded).toBe(plain);
      }),
    );
  });

  it('keeps the first of two samples with the same labels', () => {
    const text = render([['ns', 'a']], (rows) => {
      rows.label('x', 'same').value(1);
      rows.label('x', 'other').value(2);
      rows.label('x', 'same').value(3);
    });
    expect(text).toBe('f{ns="a",x="same"} 1\nf{ns="a",x="other"} 2\n');
  });

  it('keeps the first also among many samples', () => {
    const samples = fc.array(fc.tuple(fc.nat(30), fc.nat(1000)), { maxLength: 80 });
    fc.assert(
      fc.property(samples, (list) => {
        const text = render([], (rows) => {
          for (const [label, value] of list) rows.label('x', String(label)).value(value);
        });
        const first = new Map<number, number>();
        for (const [label, value] of list) if (!first.has(label)) first.set(label, value);
        expect(text).toBe([...first].map(([label, value]) => `f{x="${label}"} ${value}\n`).join(''));
      }),
    );
  });

  it('grows', () => {
    const long = 'x'.repeat(5000);
    expect(render([['a', long]], (rows) => rows.label('b', `${long}é`).value(1), 16)).toBe(
      `f{a="${long}",b="${long}é"} 1\n`,
    );
  });

  it('drops a sample that was begun and not ended', () => {
    const writer = new CompactSampleWriter();
    writer.beginObject();
    const start = writer.endIdentity();
    writer.beginFamily();
    writer.value(1);
    writer.label('x', 'y');
    writer.abandonRow();
    expect(writer.bytes.toString('utf8', start, writer.at)).toBe(' 1\n');
  });

  it.each([
    ['samples', { samples: 3, bytes: 1_000 }, (rows: SampleWriter) => rows.label('x', 'same').value(1)],
    [
      'states that are left out',
      { samples: 3, bytes: 1_000 },
      (rows: SampleWriter) => rows.label('x', 'same').state(false),
    ],
    ['text', { samples: 1_000, bytes: 64 }, (rows: SampleWriter) => rows.label('x', 'y'.repeat(10)).value(1)],
  ])('refuses an object with too many %s, and writes the next one', (_, limits, write) => {
    const writer = new CompactSampleWriter(16, true, limits);
    writer.beginObject();
    writer.endIdentity();
    writer.beginFamily();
    expect(() => {
      for (let i = 0; i < 10; i++) write(writer.label('n', String(i)) as CompactSampleWriter);
    }).toThrow(expect.objectContaining({ code: 'OBJECT_TOO_LARGE' }));
    writer.abandonRow();
    writer.beginObject();
    writer.endIdentity();
    writer.beginFamily();
    writer.value(7);
    expect(writer.bytes.toString('latin1', 0, writer.at)).toBe(' 7\n');
  });
});
