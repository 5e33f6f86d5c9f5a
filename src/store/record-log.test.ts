import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families, rendered } from '../../test/support/stored-rows.ts';
import { fullText } from '../model/compact-samples.ts';
import { identityOf, readRecord } from '../packing/record.ts';
import { RecordLog } from './record-log.ts';

/** What a record says, as text by family; `whole`: the others have no rows. */
function read(log: RecordLog, record: number): { whole: boolean; rows: Record<number, string>; samples: number } {
  const bytes = Buffer.alloc(log.size(record) + 8);
  expect(log.copy(record, bytes, 8)).toBe(bytes.length);
  const rows: Record<number, string> = {};
  let samples = 0;
  let size = 0;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset);
  const identity = identityOf(words, 8);
  const lead = bytes.toString('utf8', identity.start, identity.end);
  const whole = readRecord(words, 8, (family, start, end, count) => {
    rows[family] = fullText(bytes.toString('utf8', start, end), families[family]!.name, lead);
    size += Buffer.byteLength(rows[family]);
    samples += count;
  });
  expect(log.fullSize(record)).toBe(size);
  return { whole, rows, samples };
}

describe('RecordLog', () => {
  it('keeps all rows of an object, or some', () => {
    const log = new RecordLog([1, 1, 1]);
    const rows = rendered(['aé\n', '', 'cé1\ncé2\n'], 'é');
    const whole = log.addWhole(rows);
    const some = log.addSome(rows, [1, 2], 2);
    expect(read(log, whole)).toEqual({ whole: true, rows: { 0: 'aé\n', 2: 'cé1\ncé2\n' }, samples: 3 });
    expect(read(log, some)).toEqual({ whole: false, rows: { 1: '', 2: 'cé1\ncé2\n' }, samples: 2 });
  });

  it('takes records larger than a page', () => {
    const log = new RecordLog([1, 1, 1]);
    const long = `a${'x'.repeat(3_000_000)}\n`;
    const record = log.addWhole(rendered([long, 'b\n', '']));
    const next = log.addWhole(rendered(['a\n', '', '']));
    expect(read(log, record).rows[0]).toBe(long);
    log.free(record);
    expect(read(log, next).rows).toEqual({ 0: 'a\n' });
  });

  it('keeps what is not freed, and uses the memory of the rest again', () => {
    const step = fc.record({ size: fc.integer({ min: 1, max: 60_000 }), free: fc.option(fc.nat(1_000)) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        const log = new RecordLog([1, 1, 1]);
        const kept: { record: number; text: string }[] = [];
        steps.forEach(({ size, free }, i) => {
          const text = `a${String.fromCharCode(97 + (i % 26)).repeat(size)}\n`;
          kept.push({ record: log.addWhole(rendered([text, '', ''])), text });
          if (free !== null || kept.length > 20) log.free(kept.splice((free ?? 0) % kept.length, 1)[0]!.record);
        });
        for (const { record, text } of kept) expect(read(log, record).rows[0]).toBe(text);
        for (const { record } of kept) log.free(record);
        expect(log.reservedBytes).toBeLessThanOrEqual(17 * 256 * 1024);
      }),
      { numRuns: 30 },
    );
  });
});
