import { describe, expect, it } from 'vitest';
import { restartTuned } from './tuning.ts';

/** A process that is asked to restart; `execve` is what it was asked, once. */
function restarted(given: Partial<NodeJS.Process>): { args: readonly string[]; env: object } | undefined {
  let asked: { args: readonly string[]; env: object } | undefined;
  const execve = (_: string, args: readonly string[] = [], env: object = {}): never => {
    asked = { args, env };
    return undefined as never;
  };
  const argv = ['node', '/app/kube-state-metrics.cjs', '--port=1'];
  restartTuned({
    platform: 'linux',
    execPath: '/node',
    execArgv: [],
    argv,
    env: {},
    execve,
    ...given,
  } as NodeJS.Process);
  return asked;
}

describe('restartTuned', () => {
  it('starts again with the allocator and the flags set, and with its own arguments', () => {
    expect(restarted({ env: { A: 'b' }, execArgv: ['--disable-sigusr1'] })).toEqual({
      args: ['/node', '--disable-sigusr1', '--max-semi-space-size=4', '/app/kube-state-metrics.cjs', '--port=1'],
      env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '1048576', A: 'b' },
    });
  });

  it.each([
    ['the allocator is set', { env: { MALLOC_ARENA_MAX: '4' } }],
    ['the system has another C library', { platform: 'darwin' }],
    ['Node cannot replace its process', { execve: undefined }],
  ])('goes on where %s', (_, given) => {
    expect(restarted(given as unknown as Partial<NodeJS.Process>)).toBeUndefined();
  });
});
