import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { WHOLE } from '../../src/exposition/partition.ts';
import type { ResourceView } from '../../src/model/view.ts';
import { partitionHash } from '../../src/store/partition-hash.ts';
import { ResourceStore } from '../../src/store/resource-store.ts';
import { writeScrape } from '../scrape.ts';
import { packInline, packOnThreads } from '../support/packing.ts';
import { families, rendered } from '../support/stored-rows.ts';

/**
 * Long runs of random changes against a store that is as simple as can be: a map of texts. Whatever the encoding at rest,
 * on whichever thread, in whichever encoding and part an answer is asked for, it has the same bytes.
 */

const worker = packOnThreads(2);
afterAll(() => worker.close());
const packers = [packInline('raw'), packInline('deflate'), worker];

const OBJECTS = 400;
const PARTS = [1, 2, 8, 64];

async function answer(view: ResourceView, gzip: boolean, part = WHOLE): Promise<string> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await writeScrape(out, [view], { openMetrics: false, gzip, part });
  const sent = Buffer.concat(chunks);
  // Checks the CRC and the length.
  return (gzip ? gunzipSync(sent) : sent).toString();
}

const identityOf = (id: number): string => `{id="é${id}"`;

/** Rows of an object of random sizes, now and then large ones; which families it has changes as well. */
function rowsOf(id: number, dice: () => number): string[] {
  return families.map(({ name }) => {
    const count = [0, 1, 1, 1, 3][Math.floor(dice() * 5)]!;
    const filler = 'é'.repeat(dice() < 0.01 ? 40_000 : Math.floor(dice() * 40));
    return Array.from({ length: count }, (_, i) => `${name}${identityOf(id)},n="${i}",x="${filler}"} ${dice()}\n`).join(
      '',
    );
  });
}

const sortedRows = (text: string): string[] =>
  text
    .split('\n')
    .filter((l) => l && !l.startsWith('#'))
    .sort();

describe('answers after long runs of random changes', () => {
  it('are those of a map of texts, in all encodings and parts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(1, 4, 64), async (seed, groups) => {
        let state = seed | 1;
        const dice = (): number => {
          state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
          return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
        };
        const naive = new Map<number, string[]>();
        const stores = packers.map((packer) => new ResourceStore('things', families, { packer, partitions: groups }));
        const scopes = stores.map((store) => store.scope());
        for (let round = 0; round < 12; round++) {
          const changes = Math.floor(dice() * 300);
          for (let i = 0; i < changes; i++) {
            const id = Math.floor(dice() * OBJECTS);
            if (dice() < 0.3) {
              naive.delete(id);
              for (const scope of scopes) scope.delete(String(id));
              continue;
            }
            const rows = rowsOf(id, dice);
            naive.set(id, rows);
            for (const scope of scopes) scope.upsert(String(id), rendered(rows, identityOf(id)));
            // Some flushes begin in the middle of the changes.
            if (dice() < 0.01) void Promise.all(stores.map((store) => store.flush()));
          }
          await Promise.all(stores.map((store) => store.flush()));
          await check(stores, naive, Math.min(PARTS[round % PARTS.length]!, groups));
        }
      }),
      { numRuns: 6 },
    );
  });
});

async function check(stores: readonly ResourceStore[], naive: ReadonlyMap<number, string[]>, parts: number) {
  const opened = stores.map((store) => store.open());
  const seen: string[] = [];
  for (let part = 0; part < parts; part++) {
    const own = [...naive].filter(([id]) => partitionHash(String(id)) % parts === part).map(([, rows]) => rows);
    const wanted = own.flatMap((rows) => sortedRows(rows.join(''))).sort();
    for (const { view } of opened) {
      const identity = await answer(view, false, { part, parts });
      expect(sortedRows(identity)).toEqual(wanted);
      expect(await answer(view, true, { part, parts })).toBe(identity);
    }
    seen.push(...wanted);
  }
  expect(new Set(seen).size).toBe(seen.length);
  for (const { release } of opened) release();
}
