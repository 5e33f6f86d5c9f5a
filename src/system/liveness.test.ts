import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { Liveness } from './liveness.ts';

function open(idleMs = 30_000, answerMs = 15_000) {
  const clock = new TestClock();
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(`${clock.now() / 1000} ${what}`);
  const liveness = new Liveness(clock, { idleMs, answerMs }, note('ping'), note('dead'));
  return { clock, seen, liveness };
}

const settle = async ({ turn }: TestClock): Promise<void> => {
  for (let i = 0; i < 3; i++) await turn();
};

it('asks after a time without data, and finds a connection dead that does not answer', async () => {
  const { clock, seen } = open();
  clock.pass(45_000);
  await settle(clock);
  expect(seen).toEqual(['30 ping', '45 dead']);
  clock.pass(600_000);
  await settle(clock);
  expect(seen).toHaveLength(2);
});

it('asks nothing while data come', () => {
  const { clock, seen, liveness } = open();
  for (let i = 0; i < 20; i++) {
    clock.pass(29_000);
    liveness.heard();
  }
  expect(seen).toEqual([]);
  clock.pass(30_000);
  expect(seen).toEqual(['610 ping']);
});

it('is content with an answer, and asks again', async () => {
  const { clock, seen, liveness } = open();
  for (let i = 0; i < 3; i++) {
    clock.pass(31_000);
    liveness.heard();
  }
  await settle(clock);
  expect(seen).toEqual(['30 ping', '61 ping', '92 ping']);
});

it('hears an answer that arrived while the event loop was blocked', async () => {
  const { clock, seen, liveness } = open();
  clock.pass(45_000);
  // The timer was first.
  liveness.heard();
  await settle(clock);
  expect(seen).toEqual(['30 ping']);
});

it('asks at once where a request got no answer, and nothing else came', async () => {
  const { clock, seen, liveness } = open();
  clock.pass(10_000);
  const sent = clock.now();
  clock.pass(1_000);
  liveness.heard();
  clock.pass(4_000);
  liveness.doubt(sent);
  expect([seen, liveness.doubted]).toEqual([[], false]);
  const later = clock.now();
  clock.pass(5_000);
  liveness.doubt(later);
  liveness.doubt(later);
  expect([seen, liveness.doubted]).toEqual([['20 ping'], true]);
  liveness.heard();
  expect(liveness.doubted).toBe(false);
  liveness.doubt(clock.now());
  clock.pass(15_000);
  await settle(clock);
  expect(seen).toEqual(['20 ping', '20 ping', '35 dead']);
});

it('ends', async () => {
  const { clock, seen, liveness } = open();
  clock.pass(31_000);
  liveness.stop();
  clock.pass(60_000);
  await settle(clock);
  expect(seen).toEqual(['30 ping']);
});

it('asks by itself only where it is told so', () => {
  const { clock, seen, liveness } = open(0);
  clock.pass(3_600_000);
  liveness.heard();
  expect(seen).toEqual([]);
  liveness.doubt(clock.now());
  expect(seen).toEqual(['3600 ping']);
});
