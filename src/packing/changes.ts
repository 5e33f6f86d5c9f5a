import type { ByteRange } from '../model/compact-samples.ts';
import type { PackJob } from './job.ts';
import { identityOf, readRecord } from './record.ts';

/** Marker of a family that a changed object does not mention: its row stays. */
export const KEEP = -1;

/** Content of a job's records, indexed by the list index of the family × slots + index of the changed slot. */
export interface Changes {
  /** Places of the compact rows. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Lengths of the rows in full: KEEP if the row stays, 0 if it is removed. */
  readonly sizes: Int32Array;
  readonly samples: Int32Array;
  /** By index of the changed slot: where the identity labels lie. */
  readonly identities: readonly ByteRange[];
}

const NOWHERE: ByteRange = { start: 0, end: 0 };

/** Reads the records of a job. */
export function readChanges({
  families,
  nameEnds,
  slots,
  starts: recordStarts,
  records,
  recordBytes,
}: PackJob): Changes {
  const lists = new Int16Array(nameEnds.length).fill(-1);
  families.forEach((family, i) => {
    lists[family] = i;
  });
  const size = families.length * slots.length;
  const starts = new Int32Array(size);
  const ends = new Int32Array(size);
  const sizes = new Int32Array(size);
  const samples = new Int32Array(size);
  const identities = new Array<ByteRange>(slots.length).fill(NOWHERE);
  const words = new Uint32Array(records.buffer, records.byteOffset, recordBytes >>> 2);
  for (let p = 0; p < slots.length; p++) {
    const record = recordStarts[p]!;
    if (record < 0) continue;
    for (let i = p; i < size; i += slots.length) sizes[i] = KEEP;
    const identity = identityOf(words, record);
    identities[p] = identity;
    const whole = readRecord(words, record, (family, start, end, count) => {
      const list = lists[family]!;
      if (list < 0) return; // a row as it was
      const i = list * slots.length + p;
      const nameBytes = nameEnds[family]! - (family === 0 ? 0 : nameEnds[family - 1]!);
      starts[i] = start;
      ends[i] = end;
      sizes[i] = end - start + count * (nameBytes + identity.end - identity.start);
      samples[i] = count;
    });
    if (whole) for (let i = p; i < size; i += slots.length) if (sizes[i] === KEEP) sizes[i] = 0;
  }
  return { starts, ends, sizes, samples, identities };
}

/** Returns the length of the longest row in full. */
export function longestRow({ sizes }: Changes): number {
  let most = 0;
  for (const size of sizes) if (size > most) most = size;
  return most;
}
