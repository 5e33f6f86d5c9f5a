import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { Sink } from './contract.ts';
import { Growth, MAX_LIST_OBJECTS } from './growth.ts';

const MIB = 1024 * 1024;

function open() {
  const clock = new TestClock();
  const state = { usedBytes: 0, held: 0 };
  const memory = { usedBytes: () => state.usedBytes, limitBytes: 1_000 * MIB };
  const sink: Sink = {
    size: () => state.held,
    pressure: () => undefined,
    mark: () => {},
    sweep: () => {},
    upsert: () => {},
    delete: () => {},
  };
  const growth = new Growth({ clock, memory, sink });
  const use = (mib: number): void => {
    state.usedBytes = mib * MIB;
    clock.pass(250);
  };
  return { growth, state, use };
}

it('bounds the objects of each list, over all of its pages', () => {
  const { growth } = open();
  for (let i = 0; i < 3; i++) {
    growth.begin();
    growth.took(false, MAX_LIST_OBJECTS - 1, 1);
    growth.page(MAX_LIST_OBJECTS - 1);
    growth.took(false, 1, 1);
    expect(() => growth.took(false, 2, 1)).toThrow('the list did not end within 1000000 objects');
  }
});

it('sweeps once after each list without an end but the first, until one ends', () => {
  const { growth } = open();
  const overrun = (): void => expect(() => growth.took(false, MAX_LIST_OBJECTS + 1, 1)).toThrow();
  const begun: boolean[] = [];
  for (let i = 0; i < 3; i++) {
    begun.push(growth.begin());
    overrun();
  }
  // A list that was not answered brought nothing, and that nothing must not be all that is left.
  begun.push(growth.begin(), growth.begin());
  growth.end();
  overrun();
  begun.push(growth.begin());
  expect(begun).toEqual([false, false, true, true, false, false]);
});

it('refuses a list that makes the resource much larger where memory is nearly full', () => {
  const { growth, state, use } = open();
  growth.begin();
  use(901);
  growth.took(false, 1_000, 1_000);
  expect(() => growth.took(false, 1_001, 1)).toThrow(
    'the list brought 1001 objects, and the process uses 901 MiB of its memory limit of 1000 MiB',
  );
  use(100);
  growth.begin();
  growth.took(false, 100_000, 1_000 * MIB);
  state.held = 100_000;
  growth.end();
  // A relist of what is held needs little.
  use(950);
  growth.begin();
  growth.took(false, 150_000, 1_500 * MIB);
  expect(() => growth.took(false, 201_001, 1)).toThrow('201001 objects');
});

it('compares with all that a list brought, as a shard keeps little of it', () => {
  const { growth, state, use } = open();
  growth.begin();
  growth.took(false, 100_000, 1);
  state.held = 1_000;
  growth.end();
  use(950);
  growth.begin();
  growth.took(false, 110_000, 500 * MIB);
});

it('refuses few large objects at first, too', () => {
  const { growth, use } = open();
  growth.begin();
  use(901);
  growth.took(false, 5, 64 * MIB);
  expect(() => growth.took(false, 6, 1)).toThrow('6 objects');
});

it('ends a watch that invents objects', () => {
  const { growth, state, use } = open();
  state.held = 10;
  growth.end();
  state.held = 500_000;
  growth.took(true, 0, 1);
  use(901);
  expect(() => growth.took(true, 0, 1)).toThrow('the watch led from 10 to 500000 objects');
  use(100);
  state.held = 2_000_001;
  expect(() => growth.took(true, 0, 1)).toThrow('more than 2000000 objects');
});
