import { describe, expect, it } from 'vitest';
import { serverTimeouts } from './timeouts.ts';

const given = { readTimeoutMs: 60_000, readHeaderTimeoutMs: 5_000, idleTimeoutMs: 300_000, writeTimeoutMs: 60_000 };
const usual = { requestMs: 60_000, headersMs: 5_000, keepAliveMs: 300_000, writeMs: 60_000 };
const longest = 2 ** 31 - 1 - 60_000;

describe('serverTimeouts', () => {
  it.each([
    [{}, {}],
    [{ writeTimeoutMs: 0 }, { writeMs: 0 }],
    [{ writeTimeoutMs: -1_000 }, { writeMs: 0 }],
    [{ writeTimeoutMs: 600 * 3.6e6 }, { writeMs: longest }],
    [
      { writeTimeoutMs: 1e12, idleTimeoutMs: 1e12 },
      { writeMs: longest, keepAliveMs: longest },
    ],
    [{ readTimeoutMs: 600 * 3.6e6 }, { requestMs: longest }],
    [{ readTimeoutMs: 0 }, { requestMs: 0 }],
    [{ readTimeoutMs: -1_000 }, { requestMs: 0 }],
    [{ readTimeoutMs: 2_000 }, { requestMs: 2_000, headersMs: 2_000 }],
    [{ readTimeoutMs: 0.3 }, { requestMs: 1, headersMs: 1 }],
    [{ readHeaderTimeoutMs: 0 }, { headersMs: 60_000 }],
    [{ readHeaderTimeoutMs: -1 }, { headersMs: 0 }],
    [{ idleTimeoutMs: 0 }, { keepAliveMs: 60_000 }],
    [{ idleTimeoutMs: -1 }, { keepAliveMs: 0 }],
    [{ idleTimeoutMs: 1.5 }, { keepAliveMs: 2 }],
  ])('%j', (options, changed) => {
    expect(serverTimeouts({ ...given, ...options })).toEqual({ ...usual, ...changed });
  });
});
