import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { CodedError } from '../base/errors.ts';
import { compileOptions } from '../config/options.ts';
import type { Transport } from '../model/transport.ts';
import { compilePlan } from '../plan/compile.ts';
import { resources } from '../resources/index.ts';
import { release } from '../system/release.ts';
import type { Log } from '../telemetry/log.ts';
import { logCluster, logListening, logStart } from './start-lines.ts';

const planOf = (...argv: string[]) => compilePlan(compileOptions(argv, { resources }), resources);

/** A log, and its lines. */
function noting(): { log: Log; lines: object[] } {
  const lines: object[] = [];
  const note = (level: string) => (fields: object, text: string) => void lines.push({ level, ...fields, text });
  return { log: { info: note('I'), warn: note('W'), error: note('E'), debug: note('D') }, lines };
}

const answering = (status: number, text: string): Transport =>
  ({
    get: async () => ({
      status,
      body: (async function* () {
        yield [Buffer.from(text)];
      })(),
    }),
  }) as unknown as Transport;

describe('the first lines', () => {
  it.each([
    [[], 'none'],
    [['--shard=1', '--total-shards=3'], 'ordinal 1 of 3'],
    [['--pod=ksm-0', '--pod-namespace=m'], 'by the ordinal of pod ksm-0'],
    [['--shard-lease=ksm', '--total-shards=2', '--pod=x', '--pod-namespace=m'], 'one of 2, by Lease ksm'],
  ])('say what runs with %j', (argv, shard) => {
    const { log, lines } = noting();
    logStart(log, planOf('--resources=pods,nodes', '--metric-allowlist=kube_node_info', ...argv));
    expect(lines).toEqual([
      { level: 'I', version: release, runtime: expect.any(String), shard, resources: 2, families: 1, text: 'starting' },
    ]);
  });

  it('say where it listens', () => {
    const { log, lines } = noting();
    logListening(log, planOf('--telemetry-host=127.0.0.1'), [8080, 8081]);
    expect(lines).toMatchObject([{ metrics: '[::]:8080', telemetry: '127.0.0.1:8081', text: 'listening' }]);
  });

  it('say the version of the cluster, where it can be asked', async () => {
    const { log, lines } = noting();
    const clock = new TestClock();
    await logCluster(log, answering(200, '{"gitVersion":"v1.36.3","platform":"linux/amd64"}'), clock);
    await logCluster(log, answering(403, ''), clock);
    await logCluster(log, answering(200, 'no JSON'), clock);
    const get = (): Promise<never> => Promise.reject(new CodedError('API_UNREACHABLE', 'refused'));
    await logCluster(log, { get } as unknown as Transport, clock);
    expect(lines).toMatchObject([
      { level: 'I', version: 'v1.36.3', platform: 'linux/amd64', text: 'connected to the cluster' },
      { level: 'D' },
      { level: 'D' },
      { level: 'D', error: 'refused' },
    ]);
  });
});
