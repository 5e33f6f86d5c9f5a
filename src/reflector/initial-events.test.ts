import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { InitialEvents } from './initial-events.ts';

function open() {
  const clock = new TestClock();
  const gaveUp: string[] = [];
  const events = new InitialEvents(clock, 15_000, (message) => gaveUp.push(message));
  return { clock, events, gaveUp };
}

it('awaits the end after the first change, however many events follow', () => {
  const { clock, events, gaveUp } = open();
  for (let i = 1; i <= 29; i++) {
    events.arrived(1_000 * i);
    events.changed();
    clock.pass(500);
  }
  expect(gaveUp).toEqual([]);
  clock.pass(500);
  expect(gaveUp).toEqual(['the initial events did not end within 15 s of the first change']);
  events.changed();
  events.arrived(1_000_000);
  clock.pass(60_000);
  expect(gaveUp).toHaveLength(1);
});

it('takes a trickle of new objects for no initial events', () => {
  const { clock, events, gaveUp } = open();
  events.arrived(5_000);
  for (let i = 1; i < 3; i++) {
    clock.pass(5_000);
    events.arrived(5_000 + i);
  }
  clock.pass(5_000);
  expect(gaveUp).toEqual(['the initial events did not end within 15 s and bring hardly any objects']);
});

it('lets a large resource take its time', () => {
  const { clock, events, gaveUp } = open();
  for (let i = 1; i < 600; i++) {
    events.arrived(50 * i);
    clock.pass(1_000);
  }
  events.end();
  clock.pass(60_000);
  expect(gaveUp).toEqual([]);
});

it('does not count the time for which something else was waited for', () => {
  const { clock, events, gaveUp } = open();
  events.arrived(10);
  events.changed();
  clock.pass(14_000);
  events.paused(10_000);
  clock.pass(10_999);
  expect(gaveUp).toEqual([]);
  clock.pass(1);
  expect(gaveUp).toHaveLength(1);
});
