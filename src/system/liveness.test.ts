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

it('ends', async () => {
  const { clock, seen, liveness } = open();
  clock.pass(31_000);
  liveness.stop();
  clock.pass(60_000);
  await settle(clock);
  expect(seen).toEqual(['30 ping']);
});

it('never asks where it is told so', () => {
  const { clock, seen } = open(0);
  clock.pass(3_600_000);
  expect(seen).toEqual([]);
});
