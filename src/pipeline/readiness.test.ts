import { describe, expect, it } from 'vitest';
import type { Health } from '../reflector/machine.ts';
import { Readiness } from './readiness.ts';
import { WatchStates } from './watch-states.ts';

function open(timeoutMs = 100) {
  let now = 0;
  let completed = 0;
  const readiness = new Readiness(
    timeoutMs,
    () => now,
    () => completed++,
  );
  const states = new WatchStates();
  const update = (path: string, health: Health, everSynced: boolean, detail: string): void =>
    states.update(path, { health, everSynced, detail });
  readiness.watch([states]);
  return { readiness, states, update, pass: (ms: number) => (now += ms), completed: () => completed };
}

describe('Readiness', () => {
  it('is complete once every watch is synced or refused, and stays so', () => {
    const { readiness, states, update, completed } = open();
    states.expect('a');
    states.expect('b');
    readiness.begin();
    update('a', 'synced', true, '');
    expect(readiness.ready()).toBe(false);
    update('b', 'refused', false, '403 no');
    expect(readiness.ready()).toBe(true);
    update('a', 'failing', true, 'cut');
    expect(readiness.ready()).toBe(true);
    expect(completed()).toBe(1);
    expect(readiness.report()).toEqual(['failing  a: cut', 'refused  b: 403 no']);
  });

  it.each(['failing', 'pending'] as const)('waits for what is %s until the time-out', (health) => {
    const { readiness, states, update, pass } = open();
    states.expect('late');
    states.expect('other');
    readiness.begin();
    update('late', health, false, 'why');
    update('other', 'synced', true, '');
    pass(100);
    expect(readiness.ready()).toBe(false);
    pass(1);
    expect(readiness.ready()).toBe(true);
  });

  it.each(['failing', 'pending', 'refused'] as const)(
    'is not complete where all is %s, however late it is',
    (health) => {
      const { readiness, states, update, pass } = open();
      states.expect('a');
      states.expect('b');
      readiness.begin();
      update('a', health, false, 'why');
      update('b', 'refused', false, '403');
      pass(1_000);
      expect(readiness.ready()).toBe(false);
      update('a', 'synced', true, '');
      expect(readiness.ready()).toBe(true);
    },
  );

  it('is complete where there is nothing to wait for, once that is known', () => {
    const { readiness } = open();
    expect(readiness.ready()).toBe(false);
    readiness.begin();
    expect(readiness.ready()).toBe(true);
  });
});
