import { expect, it } from 'vitest';
import { growingPacker } from './growing-packer.ts';
import type { Packed, PackJob } from './job.ts';
import type { Packer } from './packer.ts';

/** A packer that notes what it packs. */
function noting(name: string, notes: string[]): Packer {
  return {
    encoding: 'deflate',
    pack: async (prepare, take) => {
      const job = prepare({} as never);
      notes.push(`${name} ${job.recordBytes + job.oldBytes}`);
      take({} as Packed, job);
    },
    close: async () => void notes.push(`${name} closed`),
  };
}

it('packs on the own thread until more comes within a span than the limit', async () => {
  const notes: string[] = [];
  let now = 0;
  const limit = { bytes: 100, spanMs: 10, now: () => now };
  const packer = growingPacker(noting('inline', notes), () => noting('threads', notes), limit);
  const pack = (recordBytes: number, oldBytes = 0): Promise<void> =>
    packer.pack(
      () => ({ recordBytes, oldBytes }) as PackJob,
      () => {},
    );
  await pack(60);
  await pack(40);
  now = 10;
  await pack(50, 10);
  await pack(50);
  await pack(1);
  await packer.close();
  expect(notes).toEqual([
    'inline 60',
    'inline 40',
    'inline 60',
    'inline 50',
    'threads 1',
    'inline closed',
    'threads closed',
  ]);
});
