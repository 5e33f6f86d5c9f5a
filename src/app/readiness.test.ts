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

  it('waits for what fails until the time-out, and for what is merely slow beyond it', () => {
    const { readiness, pass } = open();
    readiness.expect('failing');
    readiness.expect('slow');
    readiness.begun();
    readiness.update('failing', 'failing', false, '500');
    pass(101);
    expect(readiness.ready()).toBe(false);
    readiness.update('slow', 'synced', true, '');
    expect(readiness.ready()).toBe(true);
  });

  it('is complete where there is nothing to wait for, once that is known', () => {
    const { readiness } = open();
    expect(readiness.ready()).toBe(false);
    readiness.begun();
    expect(readiness.ready()).toBe(true);
  });
});
