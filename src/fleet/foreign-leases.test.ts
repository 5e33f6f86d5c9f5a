import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { ForeignLeases } from './foreign-leases.ts';

function open() {
  const clock = new TestClock();
  const lines: object[] = [];
  const told: [string, boolean][] = [];
  const nothing = (): void => {};
  const log = { info: nothing, error: nothing, debug: nothing, warn: (fields: object) => void lines.push(fields) };
  const foreign = new ForeignLeases({
    fleet: 'f',
    namespace: 'n',
    clock,
    log,
    onForeign: (name, is) => void told.push([name, is]),
  });
  return { clock, lines, told, foreign };
}

it('passes over names that turned out to be of others, and reports them once a minute', () => {
  const { clock, lines, told, foreign } = open();
  expect(foreign.pick(['f', 'f-alt'])).toBe('f');
  foreign.found('f');
  expect(foreign.pick(['f', 'f-alt'])).toBe('f-alt');
  for (let i = 0; i < 100; i++) {
    clock.pass(500);
    foreign.found('f');
  }
  expect(lines).toEqual([{ lease: 'n/f', why: 'it does not have the label kube-state-metrics/fleet=f' }]);
  expect(foreign.due).toBeUndefined();
  clock.pass(60_000);
  expect(foreign.due).toBe('f');
  foreign.found('f');
  expect([lines.length, foreign.due]).toEqual([2, undefined]);
  foreign.found('f-alt');
  expect(foreign.pick(['f', 'f-alt'])).toBeUndefined();
  foreign.free('f');
  expect(foreign.pick(['f', 'f-alt'])).toBe('f');
  expect(told).toEqual([
    ['f', true],
    ['f-alt', true],
    ['f', false],
  ]);
});

it('gives a name up that cannot be read when conflicts have gone on for long', () => {
  const { clock, told, foreign } = open();
  for (let i = 0; i < 10; i++) foreign.unexplained('f', 4_000);
  expect(foreign.pick(['f'])).toBe('f');
  clock.pass(4_000);
  foreign.unexplained('f', 4_000);
  expect([foreign.pick(['f']), told]).toEqual([undefined, [['f', true]]]);
  // Tried again later, one conflict is enough.
  foreign.forget('f');
  expect(foreign.pick(['f'])).toBe('f');
  foreign.unexplained('f', 4_000);
  expect(foreign.pick(['f'])).toBeUndefined();
  foreign.free('f');
  foreign.unexplained('f', 4_000);
  expect(foreign.pick(['f'])).toBe('f');
});
