import { expect, it } from 'vitest';
import { http2SettingProblems, readHttp2Settings } from './http2-settings.ts';

it.each([
  [{}, { idleMs: 30_000, answerMs: 15_000 }],
  [{ DISABLE_HTTP2: '' }, { idleMs: 30_000, answerMs: 15_000 }],
  [{ DISABLE_HTTP2: 'false' }, undefined],
  [
    { HTTP2_READ_IDLE_TIMEOUT_SECONDS: '5', HTTP2_PING_TIMEOUT_SECONDS: '2' },
    { idleMs: 5_000, answerMs: 2_000 },
  ],
  [
    { HTTP2_READ_IDLE_TIMEOUT_SECONDS: '0', HTTP2_PING_TIMEOUT_SECONDS: '0' },
    { idleMs: 0, answerMs: 15_000 },
  ],
  [
    { HTTP2_READ_IDLE_TIMEOUT_SECONDS: '1.5', HTTP2_PING_TIMEOUT_SECONDS: 'x' },
    { idleMs: 30_000, answerMs: 15_000 },
  ],
  [{ HTTP2_READ_IDLE_TIMEOUT_SECONDS: '-1' }, { idleMs: 0, answerMs: 15_000 }],
])('reads %j as client-go does', (env, settings) => {
  expect(readHttp2Settings(env)).toEqual(settings);
});

it('says which values it ignores', () => {
  expect(http2SettingProblems({ HTTP2_READ_IDLE_TIMEOUT_SECONDS: '7', HTTP2_PING_TIMEOUT_SECONDS: '2s' })).toEqual([
    'HTTP2_PING_TIMEOUT_SECONDS: expected whole seconds, found "2s"; 15 s are used',
  ]);
});
