import { describe, expect, it } from 'vitest';
import { compileOptions } from './options.ts';

const options = (...argv: string[]) => compileOptions(argv, { resources: [] });

describe('--server-side-sharding', () => {
  it.each([
    [[], 'jump', true],
    [['--sharding-algorithm=range'], 'range', true],
    [['--server-side-sharding', '--sharding-algorithm=range'], 'range', true],
    [['--server-side-sharding=false', '--sharding-algorithm=range'], 'range', false],
    [['--server-side-sharding=false'], 'jump', false],
    [['--server-side-sharding=false', '--sharding-algorithm=md5'], 'md5', false],
  ] as const)('%j divides by %s', (argv, shardingAlgorithm, serverSideSharding) => {
    expect(options(...argv)).toMatchObject({ shardingAlgorithm, serverSideSharding, notices: [] });
  });

  it('means ranges where no algorithm is given, as in kube-state-metrics, and says so', () => {
    const notice = '--server-side-sharding: using --sharding-algorithm=range, which all shards need';
    expect(options('--server-side-sharding')).toMatchObject({ shardingAlgorithm: 'range', notices: [notice] });
  });

  it.each(['jump', 'md5'])('is refused with %s', (algorithm) => {
    expect(() => options('--server-side-sharding', `--sharding-algorithm=${algorithm}`)).toThrow(
      `--server-side-sharding: API servers can select by ranges of UIDs only; expected --sharding-algorithm=range with it, found ${algorithm}`,
    );
  });
});

it.each([
  [[], 120_000],
  [['--store-sync-timeout=30s'], 30_000],
  [['--store-sync-timeout=0s'], 120_000],
  [['--store-sync-timeout=-1s'], 120_000],
  [['--initial-sync-timeout=10s', '--store-sync-timeout=30s'], 10_000],
] as const)('%j: the first sync may take %d ms', (argv, initialSyncTimeoutMs) => {
  expect(options(...argv)).toMatchObject({ initialSyncTimeoutMs, notices: [] });
});
