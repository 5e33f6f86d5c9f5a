import { expect, it } from 'vitest';
import { systemProcesses } from './processes.ts';

const sh = (script: string, more: object = {}) =>
  systemProcesses.run({
    command: 'sh',
    args: ['-c', script],
    env: { PATH: process.env.PATH, A: 'b' },
    timeoutMs: 10_000,
    maxOutputBytes: 1000,
    signal: new AbortController().signal,
    ...more,
  });

it('gives the output and the exit code, and no input', async () => {
  const end = await sh('cat; printf "$A"; echo oops >&2; exit 3');
  expect(end).toEqual({ code: 3, signal: undefined, killedFor: undefined, stdout: 'b', stderr: 'oops\n' });
});

it('gives nothing but the environment that it is told', async () => {
  expect((await sh('printf "%s" "$HOME"')).stdout).toBe('');
});

it('rejects where the program is not there', async () => {
  const { signal } = new AbortController();
  const run = systemProcesses.run({
    command: '/missing',
    args: [],
    env: {},
    timeoutMs: 1_000,
    maxOutputBytes: 1,
    signal,
  });
  await expect(run).rejects.toMatchObject({ code: 'ENOENT' });
});

it('kills what runs too long, with what it has started', async () => {
  const end = await sh('sleep 60 & echo $!; wait', { timeoutMs: 300 });
  expect(end).toMatchObject({ code: undefined, signal: 'SIGKILL', killedFor: 'time' });
  // The one that was started is gone, or is a zombie until its new parent looks.
  const state = await sh(`grep -s State /proc/${end.stdout.trim()}/status || true`);
  expect(state.stdout).not.toMatch(/\((running|sleeping)\)/);
});

it('kills what is given up', async () => {
  const cut = new AbortController();
  const end = sh('sleep 60 & wait', { signal: cut.signal });
  cut.abort();
  expect(await end).toMatchObject({ signal: 'SIGKILL', killedFor: undefined });
});

it('kills what writes too much, and keeps the end of standard error', async () => {
  expect(await sh('yes')).toMatchObject({ killedFor: 'output' });
  const { stderr } = await sh('i=0; while [ $i -lt 2000 ]; do echo line $i >&2; i=$((i+1)); done');
  expect(Buffer.byteLength(stderr)).toBe(4096);
  expect(stderr.endsWith('line 1999\n')).toBe(true);
});

it('does not wait for what a program leaves running with its output open', async () => {
  const end = await sh('sleep 30 & echo done');
  expect(end).toMatchObject({ code: 0, stdout: 'done\n' });
});
