import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

const DAY = 86_400_000;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([0, 1, 1_000, 30 * DAY, 100 * DAY])('calls back once after %d ms, not sooner', (ms) => {
  const call = vi.fn();
  systemClock.after(ms, call);
  vi.advanceTimersByTime(Math.max(0, ms - 1));
  expect(call).toHaveBeenCalledTimes(ms === 0 ? 1 : 0);
  vi.advanceTimersByTime(200 * DAY);
  expect(call).toHaveBeenCalledTimes(1);
});

it.each([-1, Number.NEGATIVE_INFINITY])('calls back at once after %d ms', (ms) => {
  const call = vi.fn();
  systemClock.after(ms, call);
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledTimes(1);
});

it.each([Number.POSITIVE_INFINITY, Number.NaN])('never calls back after %d ms', (ms) => {
  const call = vi.fn();
  const cancel = systemClock.after(ms, call);
  vi.advanceTimersByTime(200 * DAY);
  expect(call).not.toHaveBeenCalled();
  cancel();
});

it.each([1_000, 100 * DAY])('can be canceled, %d ms before', (ms) => {
  const call = vi.fn();
  const cancel = systemClock.after(ms, call);
  vi.advanceTimersByTime(ms - 1);
  cancel();
  vi.advanceTimersByTime(200 * DAY);
  expect(call).not.toHaveBeenCalled();
});
