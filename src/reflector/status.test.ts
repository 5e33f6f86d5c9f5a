import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { compileDecoder } from '../decode/decoder.ts';
import type { ApiResponse } from '../model/transport.ts';
import { readStatus } from './status.ts';

const decoder = compileDecoder('full', {}, 'generated');

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

  const failing = (pieces: AsyncGenerator<readonly Buffer[]>): ApiResponse => ({
    status: 401,
    contentType: 'text/plain',
    retryAfterMs: undefined,
    body: Object.assign(pieces, { more: async () => true }),
  });

  it('leaves a body that does not end', async () => {
    let sent = 0;
    const endless = async function* () {
      for (;;) {
        sent++;
        yield [Buffer.alloc(1024, 97)];
      }
    };
    expect(await readStatus(failing(endless()), decoder, new TestClock())).toMatchObject({
      code: 401,
      message: 'a'.repeat(300),
    });
    expect(sent).toBe(64);
  });

  it('leaves a body that does not come', async () => {
    const clock = new TestClock();
    const stuck = async function* () {
      yield [Buffer.from('so far')];
      await new Promise(() => {});
    };
    const status = readStatus(failing(stuck()), decoder, clock);
    await clock.passSlowly(5_000, 1_000);
    expect(await status).toMatchObject({ code: 401, message: 'so far' });
  });

  it('takes the code of an answer whose body is cut', async () => {
    const cut = async function* () {
      yield [Buffer.from('so')];
      throw new Error('cut');
    };
    expect(await readStatus(failing(cut()), decoder, new TestClock())).toMatchObject({ code: 401, message: 'so' });
  });
});
