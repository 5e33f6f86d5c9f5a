import { describe, expect, it } from 'vitest';
import { TestClock } from '../base/testclock.ts';
import { compileDecoder } from '../decode/decoder.ts';
import type { ApiResponse } from '../model/transport.ts';
import { readStatus } from './status.ts';

const decoder = compileDecoder('full', {});

function answer(status: number, contentType: string, ...pieces: readonly string[]): ApiResponse {
  const body = async function* () {
    for (const piece of pieces) yield [Buffer.from(piece)];
  };
  return { status, contentType, retryAfterMs: undefined, body: Object.assign(body(), { more: async () => true }) };
}

describe('readStatus', () => {
  it('reads a Status in pieces; the code is that of the answer', async () => {
    const body = ['{"kind":"Status","code":410,"rea', 'son":"Expired","message":"too old"}'];
    expect(await readStatus(answer(429, 'application/json', ...body), decoder, new TestClock())).toMatchObject({
      code: 429,
      reason: 'Expired',
      message: 'too old',
    });
  });

  it('shows the beginning of what is no Status', async () => {
    const { code, message } = await readStatus(
      answer(502, 'text/html', '<h1>', 'x'.repeat(1_000)),
      decoder,
      new TestClock(),
    );
    expect({ code, message }).toEqual({ code: 502, message: `<h1>${'x'.repeat(296)}` });
  });
});
