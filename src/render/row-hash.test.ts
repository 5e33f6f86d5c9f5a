import { describe, expect, it } from 'vitest';
import { RowHash } from './row-hash.ts';

const hash = (text: string): string => {
  const bytes = Buffer.from(`x${text}`); // at an odd offset
  const out = new Uint32Array(2);
  const hashing = new RowHash();
  hashing.add(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 1, bytes.length);
  hashing.finish(out, 0);
  return `${out[0]} ${out[1]}`;
};

describe('RowHash', () => {
  it('depends on nothing but the bytes', () => {
    expect(hash('kube_pod_info{a="b"} 1\n')).toBe(hash('kube_pod_info{a="b"} 1\n'));
  });

  it('tells rows apart that differ in a digit, a place or a length', () => {
    const rows: string[] = [''];
    for (let i = 0; i < 20_000; i++) rows.push(`kube_pod_start_time{namespace="n",pod="p"} ${1_700_000_000 + i}\n`);
    for (let i = 0; i < 500; i++) rows.push(`${'x'.repeat(i)}y${'x'.repeat(500 - i)}`, 'z'.repeat(i + 1));
    expect(new Set(rows.map(hash)).size).toBe(rows.length);
    // Each word alone as well: neither is a weak half.
    for (const half of [0, 1]) {
      const words = new Set(rows.map((r) => hash(r).split(' ')[half]));
      expect(words.size).toBeGreaterThan(rows.length - 3);
    }
  });
});
