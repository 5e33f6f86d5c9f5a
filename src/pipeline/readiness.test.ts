import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

function open(timeoutMs = 100) {
  let now = 0;
  let completed = 0;
  const readiness = new Readiness(
    timeoutMs,
    () => now,
    () => completed++,
  );
  return { readiness, pass: (ms: number) => (now += ms), completed: () => completed };
}

describe('Readiness', () => {
  it('is complete once every watch is synced or refused, and stays so', () => {
    const { readiness, completed } = open();
    readiness.expect('a');
    readiness.expect('b');
    readiness.begun();
    readiness.update('a', 'synced', true, '');
    expect(readiness.ready()).toBe(false);
    readiness.update('b', 'refused', false, '403 no');
    expect(readiness.ready()).toBe(true);
    readiness.update('a', 'failing', true, 'cut');
    expect(readiness.ready()).toBe(true);
    expect(completed()).toBe(1);
    expect(readiness.report()).toEqual(['failing  a: cut', 'refused  b: 403 no']);
  });

  it.each(['failing', 'pending'] as const)('waits for what is %s until the time-out', (health) => {
    const { readiness, pass } = open();
    readiness.expect('late');
    readiness.expect('other');
    readiness.begun();
    readiness.update('late', health, false, 'why');
    readiness.update('other', 'synced', true, '');
    pass(100);
    expect(readiness.ready()).toBe(false);
    pass(1);
    expect(readiness.ready()).toBe(true);
  });

  it.each(['failing', 'pending', 'refused'] as const)(
    'is not complete where all is %s, however late it is',
    (health) => {
      const { readiness, pass } = open();
      readiness.expect('a');
      readiness.expect('b');
      readiness.begun();
      readiness.update('a', health, false, 'why');
      readiness.update('b', 'refused', false, '403');
      pass(1_000);
      expect(readiness.ready()).toBe(false);
      readiness.update('a', 'synced', true, '');
      expect(readiness.ready()).toBe(true);
    },
  );

  it('is complete where there is nothing to wait for, once that is known', () => {
    const { readiness } = open();
    expect(readiness.ready()).toBe(false);
    readiness.begun();
    expect(readiness.ready()).toBe(true);
  });
});
