import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { has, root, shared } from '../support/process.ts';

const check = path.join(shared, 'conformance/check.py');
const exporter =
  './bin/kube-state-metrics {args} --apiserver={api} --port={port} --telemetry-port={telemetry_port} --host=127.0.0.1 --telemetry-host=127.0.0.1';
const flagsets = [
  'defaults',
  'all-resources',
  'autosharding',
  'config-file',
  'crs-definition-changes',
  'crs-duplicate-gvk',
  'crs-gauges',
  'crs-info-stateset',
  'crs-sharded',
  'crs-wildcards',
  'crs-with-builtin',
  'http',
  'labels-all',
  'labels-partial',
  'labels-one-resource',
  'labels-star-key',
  'metric-allowlist',
  'metric-allowlist-lookahead',
  'metric-denylist',
  'metric-denylist-lookahead',
  'namespaces',
  'namespaces-both',
  'namespaces-denylist',
  'namespaces-missing',
  'node',
  'node-namespaces',
  'object-limit',
  'object-limit-namespaces',
  'odd-objects',
  'opt-in',
  'opt-in-regex',
  'query',
  'repeated-flags',
  'repeated-series',
  'shard-0-of-4',
  'shard-1-of-4',
  'shard-2-of-4',
  'shard-3-of-4',
  'shard-out-of-range',
  'track-unscheduled-pods',
  'watch-events',
  'watch-events-namespaces',
  'watch-events-sharded',
];

describe.skipIf(!existsSync(check) || !has('python3'))('the conformance checker', () => {
  it.each([
    ['json', []],
    ['protobuf', []],
    ['protobuf', ['--no-watchlist']],
  ] as const)(
    'finds no difference to the decided behavior over %s %j',
    (encoding, more) => {
      const args = [
        check,
        '--strict-order',
        '--encoding',
        encoding,
        ...more,
        '--exporter',
        exporter,
        '--flagset',
        ...flagsets,
      ];
      const { status, stdout } = spawnSync('python3', args, { cwd: root, encoding: 'utf8' });
      expect(status, stdout.slice(-3_000)).toBe(0);
    },
    300_000,
  );
});
