import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { Failure } from './machine.ts';
import { Patience } from './patience.ts';

const MIB = 1024 * 1024;

function open() {
  const clock = new TestClock();
  const failures: Failure['kind'][] = [];
  const patience = new Patience(clock, ({ kind }) => {
    failures.push(kind);
  });
  return { clock, failures, patience };
}

it('bears a list as long as whole objects come', () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  for (let objects = 1; objects < 20; objects++) {
    clock.pass(50_000);
    patience.arrived(10, objects, 0);
  }
  expect(failures).toEqual([]);
  clock.pass(60_000);
  expect(failures).toEqual(['silent']);
});

it('does not take bytes for progress', () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  for (let second = 0; second < 59; second++) {
    clock.pass(1_000);
    patience.arrived(1, 0, 0);
  }
  expect(failures).toEqual([]);
  clock.pass(1_000);
  expect(failures).toEqual(['silent']);
});

it('takes many bytes of one object for progress, up to the size of the largest object', () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  for (let i = 0; i < 160; i++) {
    clock.pass(50_000);
    patience.arrived(MIB / 10, 0, 0);
  }
  expect(failures).toEqual([]);
  for (let i = 0; i < 3; i++) {
    clock.pass(50_000);
    patience.arrived(MIB, 0, 0);
  }
  expect(failures).toEqual(['silent']);
});

it('has less patience with a watch that brings much and nothing whole', () => {
  const { clock, failures, patience } = open();
  patience.within(660_000);
  patience.arrived(17 * MIB, 0, 0);
  clock.pass(59_999);
  expect(failures).toEqual([]);
  clock.pass(1);
  expect(failures).toEqual(['silent']);
});

it.each([
  ['after its last object', 1, 15_000],
  ['that is empty', 0, 30_000],
])('sees a WatchList without an end, %s, whatever bookmarks come', (_, objects, ms) => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  patience.expectEnd(15_000, 30_000);
  patience.arrived(100, objects, 0);
  for (let passed = 1_000; passed < ms; passed += 1_000) {
    clock.pass(1_000);
    patience.arrived(10, objects, passed);
  }
  expect(failures).toEqual([]);
  clock.pass(1_000);
  expect(failures).toEqual(['endless']);
});

it('bears a live watch without objects', () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  patience.live();
  patience.within(660_000);
  clock.pass(659_000);
  expect(failures).toEqual([]);
  clock.pass(1_000);
  expect(failures).toEqual(['silent']);
});

it('expects the bookmarks of each minute after a WatchList', () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  patience.expectEnd(15_000, 30_000);
  patience.live();
  patience.within(660_000);
  // The bookmark that ended it is reported afterwards.
  patience.arrived(100, 1, 1);
  for (let minute = 2; minute < 10; minute++) {
    clock.pass(62_000);
    patience.arrived(10, 1, minute);
  }
  expect(failures).toEqual([]);
  clock.pass(120_000);
  expect(failures).toEqual(['silent']);
});

it('gives up a watch that misses its bookmarks, and counts events as signs of life', () => {
  const { clock, failures, patience } = open();
  patience.live();
  patience.within(660_000);
  for (let bookmarks = 1; bookmarks < 4; bookmarks++) {
    clock.pass(20_000);
    patience.arrived(10, 0, bookmarks);
  }
  clock.pass(31_000);
  patience.arrived(10, 1, 3);
  clock.pass(31_000);
  expect(failures).toEqual([]);
  clock.pass(2_000);
  expect(failures).toEqual(['silent']);
});

it('does not count the time in which others are waited for', async () => {
  const { clock, failures, patience } = open();
  patience.within(60_000);
  patience.expectEnd(15_000, 30_000);
  patience.arrived(100, 1, 0);
  let go = (): void => {};
  const paused = patience.pause(
    new Promise((resolve) => {
      go = resolve;
    }),
  );
  clock.pass(300_000);
  go();
  await paused;
  clock.pass(14_000);
  expect(failures).toEqual([]);
  clock.pass(2_000);
  expect(failures).toEqual(['endless']);
});
