import { expect, it } from 'vitest';
import { compileOptions } from '../config/options.ts';
import { resources } from '../resources/index.ts';
import { compilePlan } from './compile.ts';
import { describeChange, describePlan } from './print.ts';

const plan = (...argv: string[]) => compilePlan(compileOptions(argv, { resources }), resources);

it('describes watches, labels and limits of each resource', () => {
  const text = describePlan(
    plan('--resources=leases', '--namespaces=a', '--metric-labels-allowlist=leases=[app]', '--object-limit=5'),
  );
  expect(text).toBe(
    [
      'metrics on [::]:8080, self-metrics on [::]:8081',
      'shard 0 of 1',
      'coordination.k8s.io/v1/leases: 2 metrics',
      '  watch /apis/coordination.k8s.io/v1/namespaces/a/leases',
      '  labels: app',
      '  at most 5 objects',
      '',
    ].join('\n'),
  );
});

it('describes what a change touches', () => {
  const before = plan('--resources=leases,limitranges');
  const after = plan('--resources=leases,secrets', '--metric-denylist=kube_lease_owner', '--port=1', '--max-series=9');
  const text = describeChange(before, after);
  expect(text).toContain('~ coordination.k8s.io/v1/leases: 2 metrics before, 1 metric after\n  - kube_lease_owner\n');
  expect(text).toMatch(/^- \/v1\/limitranges: 2 metrics$/m);
  expect(text).toMatch(/^\+ \/v1\/secrets: \d+ metrics$/m);
  expect(text).toMatch(/^~ limits of responses\n! listeners: takes effect at the next start only$/m);
  expect(describeChange(before, before)).toBe('');
});
