import { describe, expect, it } from 'vitest';
import { converter } from '../../test/support/packing.ts';
import { viewsOf } from '../../test/support/views.ts';
import { CHUNK_BYTES, type Chunk, ChunkPool, SMALL_CHUNK_BYTES } from './chunks.ts';
import { Production, type Reader } from './production.ts';

/** Counts what is made. */
class CountingPool extends ChunkPool {
  made = 0;
  override make(fill: (into: Buffer) => number): Chunk | undefined {
    const chunk = super.make(fill);
    if (chunk) this.made++;
    return chunk;
  }
}

const things = Object.fromEntries(
  Array.from({ length: 1_000 }, (_, i) => [`uid-${i}`, [`a{n="${i}",x="${'x'.repeat(9_000)}"} 1\n`, '', '']]),
);

async function setUp() {
  const pool = new CountingPool();
  const production = new Production(
    { views: await viewsOf('raw', { things }), converter, openMetrics: true, gzip: false },
    pool,
  );
  return { pool, production };
}
/** Reads and releases the given number of chunks. */
function take(reader: Reader, count: number): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const chunk = reader.next();
    if (!chunk) break;
    parts.push(Buffer.from(chunk.bytes));
    chunk.release();
  }
  return Buffer.concat(parts);
}

describe('Production', () => {
  it('makes a chunk once for readers that keep up with one another', async () => {
    const { pool, production } = await setUp();
    const readers = [production.join(), production.join(), production.join()];
    const rounds = Array.from({ length: 40 }, () => readers.map((reader) => take(reader, 1)));
    const [a, b, c] = readers.map((_, k) => Buffer.concat(rounds.map((round) => round[k]!)));
    expect(a!.length).toBeGreaterThan(9_000_000);
    expect(a!.equals(b!)).toBe(true);
    expect(a!.equals(c!)).toBe(true);
    expect(pool.made).toBe(Math.ceil(a!.length / CHUNK_BYTES));
    for (const reader of readers) reader.leave();
    expect(pool.heldBytes).toBe(0);
  });

  it('lets one that is behind, or late, go on alone, and keeps little for them', async () => {
    const { pool, production } = await setUp();
    const [quick, slow, gone] = [production.join(), production.join(), production.join()];
    const begun = take(slow, 3);
    const whole = take(quick, 1_000);
    expect(pool.heldBytes).toBeLessThanOrEqual(8 * CHUNK_BYTES);
    gone.leave();
    expect(Buffer.concat([begun, take(slow, 1_000)]).equals(whole)).toBe(true);
    const late = production.join();
    expect(take(late, 1_000).equals(whole)).toBe(true);
    for (const reader of [quick, slow, late]) reader.leave();
    expect(pool.heldBytes).toBe(0);
  });

  it('keeps nothing for a single reader', async () => {
    const { pool, production } = await setUp();
    const reader = production.join();
    take(reader, 5);
    expect(pool.heldBytes).toBe(0);
    reader.leave();
  });
});

describe('ChunkPool', () => {
  it('gives small chunks while much is held, and uses memory again that all have let go of', () => {
    const pool = new ChunkPool();
    const fill = (into: Buffer): number => into.length;
    const chunks = Array.from({ length: 300 }, () => pool.make(fill)!);
    const sizes = chunks.map(({ bytes }) => bytes.length);
    expect(sizes.filter((size) => size === CHUNK_BYTES)).toHaveLength(16);
    expect(sizes.filter((size) => size === SMALL_CHUNK_BYTES)).toHaveLength(284);
    const { buffer } = chunks[0]!.bytes;
    chunks[0]!.hold();
    for (const chunk of chunks) chunk.release();
    expect(pool.heldBytes).toBe(CHUNK_BYTES);
    const others = Array.from({ length: 16 }, () => pool.make(fill)!);
    expect(others.some(({ bytes }) => bytes.buffer === buffer)).toBe(false);
    expect(pool.make(() => 0)).toBeUndefined();
  });
});
