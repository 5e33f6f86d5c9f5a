import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Region, Slabs } from './slabs.ts';

const fill = ({ bytes, start, size }: Region, value: number): void => {
  bytes.fill(value, start, start + size);
};
const holds = ({ bytes, start, size }: Region, value: number): boolean =>
  bytes.subarray(start, start + size).every((b) => b === value);

describe('Slabs', () => {
  it('uses memory again that is retired', () => {
    const slabs = new Slabs();
    for (let i = 0; i < 1_000; i++) slabs.retire(slabs.allocate(40_000));
    expect(slabs.reservedBytes).toBeLessThan(200_000);
    expect(slabs.usedBytes).toBe(0);
  });

  it('gives slabs back when little of many is used', () => {
    const slabs = new Slabs();
    const regions = Array.from({ length: 500 }, () => slabs.allocate(50_000));
    expect(slabs.reservedBytes).toBeGreaterThanOrEqual(25_000_000);
    for (const region of regions) slabs.retire(region);
    expect(slabs.reservedBytes).toBeLessThan(10_000_000);
  });

  it('keeps for a reader what it can see, and nothing that came after it', () => {
    const slabs = new Slabs();
    const seen = slabs.allocate(1_000);
    fill(seen, 1);
    const release = slabs.pin();
    slabs.retire(seen);
    for (let i = 0; i < 100; i++) {
      const later = slabs.allocate(1_000);
      fill(later, 2);
      slabs.retire(later);
    }
    expect(holds(seen, 1)).toBe(true);
    expect(slabs.usedBytes).toBe(1_024);
    release();
    release();
    expect(slabs.usedBytes).toBe(0);
  });

  it('never lets two regions share a byte that somebody may read', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.constant('allocate' as const), fc.integer({ min: 1, max: 90_000 })) },
      { weight: 4, arbitrary: fc.tuple(fc.constant('retire' as const), fc.nat(1_000)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('pin' as const), fc.constant(0)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('release' as const), fc.nat(1_000)) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const slabs = new Slabs();
        const live: { region: Region; value: number }[] = [];
        const pins: { release: () => void; sees: readonly { region: Region; value: number }[] }[] = [];
        let value = 0;
        for (const [what, n] of steps) {
          if (what === 'allocate') {
            value = (value % 250) + 1;
            const region = slabs.allocate(n);
            fill(region, value);
            live.push({ region, value });
          } else if (what === 'retire' && live.length > 0) {
            slabs.retire(live.splice(n % live.length, 1)[0]!.region);
          } else if (what === 'pin') pins.push({ release: slabs.pin(), sees: [...live] });
          else if (what === 'release' && pins.length > 0) {
            const [pin] = pins.splice(n % pins.length, 1);
            for (const each of pin!.sees) expect(holds(each.region, each.value)).toBe(true);
            pin!.release();
          }
          for (const each of live) expect(holds(each.region, each.value)).toBe(true);
        }
        for (const pin of pins) {
          for (const each of pin.sees) expect(holds(each.region, each.value)).toBe(true);
          pin.release();
        }
        for (const { region } of live) slabs.retire(region);
        expect(slabs.usedBytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
