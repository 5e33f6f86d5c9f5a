import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { compileOptions } from '../src/config/options.ts';
import { compilePlan } from '../src/plan/compile.ts';
import { leastPrivileges } from '../src/plan/rbac.ts';
import { resources } from '../src/resources/index.ts';
import { has, root } from './support/process.ts';

/** The manifests and alert rules in `deploy`: what kustomize makes of them, and whether they agree with the program. */

const deploy = path.join(root, 'deploy');
const rules = path.join(deploy, 'rules');
const read = (file: string): unknown => parse(readFileSync(path.join(deploy, file), 'utf8'));

interface Rule {
  readonly alert: string;
}

interface Groups {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly securityContext: unknown;
  readonly [probe: `${string}Probe`]: { readonly httpGet: unknown; readonly failureThreshold?: number };
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly resourceNames?: readonly string[] }[];
  readonly subjects?: readonly { readonly namespace: string }[];
  readonly automountServiceAccountToken?: boolean;
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: Record<string, unknown> & { readonly matchLabels?: Record<string, string> };
    readonly template?: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly nodeSelector: unknown;
        readonly containers: readonly Container[];
      };
    };
  };
}

/** What `kubectl apply -k` takes: the folders right below `deploy` whose kustomization is no part of another. */
const layouts = readdirSync(deploy).filter(
  (name) =>
    existsSync(path.join(deploy, name, 'kustomization.yaml')) &&
    name !== 'rbac' &&
    name !== 'rules' &&
    name !== 'dashboards',
);

function build(folder: string): Manifest[] {
  const text = execFileSync('kubectl', ['kustomize', folder], { cwd: deploy, encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** Whether a ServiceMonitor selects a Service with these labels. */
function matches({ spec }: Manifest, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = (spec?.selector ?? {}) as {
    matchLabels?: Record<string, string>;
    matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  };
  const isIn = matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''));
  return isIn && Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

const podsOf = (manifests: readonly Manifest[]) =>
  manifests.flatMap(({ metadata, spec }) => (spec?.template ? [{ name: metadata.name, ...spec.template }] : []));

describe('alert rules', () => {
  const { groups } = read('rules/alerts.yaml') as Groups;
  const alerts = groups.flatMap((group) => group.rules.map((rule) => rule.alert));

  it('are the same for Prometheus and for the Prometheus Operator', () => {
    expect((read('prometheus-operator/rules/prometheusrule.yaml') as { spec: Groups }).spec).toEqual({ groups });
  });

  it.each(alerts)('%s has a test in which it fires, and one of which it is silent throughout', (alert) => {
    const { tests } = read('rules/alerts.test.yaml') as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const fires = tests
      .map((test) => test.alert_rule_test.filter((t) => t.alertname === alert).map((t) => t.exp_alerts.length > 0))
      .filter((expected) => expected.length > 0);
    expect(fires.some((expected) => expected.includes(true))).toBe(true);
    expect(fires.some((expected) => !expected.includes(true))).toBe(true);
  });

  it.skipIf(!has('promtool'))('pass their tests (skipped where there is no promtool)', () => {
    const run = (...args: string[]): string => execFileSync('promtool', args, { cwd: rules, encoding: 'utf8' });
    expect(run('check', 'rules', 'alerts.yaml')).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(run('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS');
  });
});

it.skipIf(!has('kubectl'))(
  'dashboards are ConfigMaps that the sidecar of Grafana finds, alone and as a component',
  () => {
    const maps = build('dashboards');
    expect(maps.map(({ kind }) => kind)).toEqual(maps.map(() => 'ConfigMap'));
    expect(maps.length).toBeGreaterThan(2);
    expect(maps.map(({ metadata }) => metadata.labels?.grafana_dashboard)).toEqual(maps.map(() => '1'));
    const folder = mkdtempSync(path.join(deploy, '.dashboards-'));
    try {
      writeFileSync(path.join(folder, 'kustomization.yaml'), 'namespace: monitoring\ncomponents: [../dashboards]\n');
      expect(build(path.basename(folder)).map(({ metadata }) => metadata.namespace)).toEqual(
        maps.map(() => 'monitoring'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it('the README has a line for each way of running it', () => {
  const text = readFileSync(path.join(deploy, 'README.md'), 'utf8');
  expect(layouts.filter((name) => !text.includes(`kubectl apply -k deploy/${name}\n`))).toEqual([]);
});

it('the ClusterRole grants all that a flag can turn on', () => {
  const { rules = [] } = read('rbac/clusterrole.yaml') as Manifest;
  const granted = new Set(rules.flatMap((rule) => rule.resources));
  expect(resources.map((r) => r.plural).filter((plural) => !granted.has(plural))).toEqual([]);
  expect([...granted]).toEqual(expect.arrayContaining(['tokenreviews', 'subjectaccessreviews']));
});

/** Names in the examples of kube-state-metrics v2.20, and the labels by which workloads select where `kubectl apply` replaces theirs. */
const examples: Readonly<Record<string, Readonly<Record<string, object | undefined>>>> = {
  standard: { 'Deployment kube-state-metrics': {}, 'Service kube-state-metrics': undefined },
  autosharding: {
    'StatefulSet kube-state-metrics': {},
    'Role kube-state-metrics': undefined,
    'RoleBinding kube-state-metrics': undefined,
  },
  'deployment-sharding': Object.fromEntries(
    [0, 1, 2].map((i) => [`Deployment kube-state-metrics-${i}`, { 'kube-state-metrics.io/shard': String(i) }]),
  ),
  'daemonset-sharding': {
    'DaemonSet kube-state-metrics-shard': undefined,
    'Service kube-state-metrics-shard': undefined,
    'Deployment kube-state-metrics-unscheduled-pods-fetching': undefined,
    'Service kube-state-metrics-unscheduled-pods-fetching': undefined,
  },
};

it.skipIf(!has('kubectl')).each(Object.entries(examples))(
  'deploy/%s names objects as the examples of kube-state-metrics (skipped where there is no kubectl)',
  (layout, names) => {
    const built = new Map(build(layout).map((m) => [`${m.kind} ${m.metadata.name}`, m]));
    for (const shared of ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Service'])
      expect(built.has(`${shared} kube-state-metrics`)).toBe(true);
    for (const [name, labels] of Object.entries(names)) {
      expect([...built.keys()]).toContain(name);
      if (!labels) continue;
      const selector = { 'app.kubernetes.io/name': 'kube-state-metrics', ...labels };
      expect(built.get(name)?.spec?.selector?.matchLabels).toEqual(selector);
    }
  },
);

it('a DaemonSet for pods leaves all other default resources to its companion', () => {
  const { spec } = read('daemonset-sharding/other.yaml') as Manifest;
  const args = spec?.template?.spec.containers[0]?.args ?? [];
  const shown = args.find((arg) => arg.startsWith('--resources='))?.slice('--resources='.length);
  const defaults = resources.filter((r) => r.byDefault && r.plural !== 'pods').map((r) => r.plural);
  expect(shown?.split(',').sort()).toEqual(defaults.sort());
});

it.each([
  ['lease-sharding', 'deployment.yaml'],
  ['daemonset-sharding', 'other.yaml'],
])('%s grants a Lease for each shard', (folder, file) => {
  const { spec } = read(`${folder}/${file}`) as Manifest;
  const args = spec?.template?.spec.containers[0]?.args ?? [];
  const value = (flag: string) => args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const flags = ['shard-lease', 'total-shards'].map((flag) => `--${flag}=${value(flag)}`);
  const options = compileOptions([...flags, '--pod-namespace=kube-system'], { resources });
  const wanted = leastPrivileges(compilePlan(options, resources), resources, 'kube-state-metrics').find(
    (r) => r.metadata.namespace,
  );
  expect((read(`${folder}/role.yaml`) as Manifest).rules).toEqual(wanted?.rules);
});

describe.skipIf(!has('kubectl')).each(layouts)('deploy/%s as built (skipped where there is no kubectl)', (layout) => {
  const manifests = has('kubectl') ? build(layout) : [];
  const pods = podsOf(manifests);
  const containers = pods.flatMap((pod) => pod.spec.containers);

  it('applies to any cluster, and with ServiceMonitors where the Prometheus Operator is installed', () => {
    const operator = 'monitoring.coreos.com/';
    expect(manifests.filter(({ apiVersion }) => apiVersion.startsWith(operator))).toEqual([]);
    const monitored = build(`prometheus-operator/${layout}`);
    const monitors = monitored.filter(({ apiVersion }) => apiVersion.startsWith(operator));
    expect(monitored.filter((manifest) => !monitors.includes(manifest))).toEqual(manifests);
    // Each Service is scraped by one of them.
    const services = manifests.filter(({ kind }) => kind === 'Service');
    const scraped = services.map(({ metadata: { labels = {} } }) => monitors.filter((m) => matches(m, labels)).length);
    expect(scraped).toEqual(services.map(() => 1));
  });

  it('has probes on each container', () => {
    const readyz = { path: '/readyz', port: 'telemetry' };
    const livez = { path: '/livez', port: 'http-metrics' };
    for (const container of containers) {
      // A pod of a fleet may wait for others for longer than a startup probe lets it.
      const state = container.args?.some((arg) => arg.startsWith('--shard-lease=')) ? livez : readyz;
      expect(container.startupProbe).toMatchObject({ httpGet: state, periodSeconds: 5, failureThreshold: 60 });
      expect(container.readinessProbe).toMatchObject({ httpGet: readyz });
      expect(container.livenessProbe).toMatchObject({ httpGet: livez });
    }
    expect(containers.length).toBeGreaterThan(0);
  });

  it('lets no container do more than it needs', () => {
    for (const container of containers) {
      expect(container.securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: 65534,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container).toMatchObject({
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      });
    }
  });

  it('runs one image of a fixed version', () => {
    const version = manifests[0]?.metadata.labels?.['app.kubernetes.io/version'];
    const images = new Set(containers.map((container) => container.image));
    expect([...images]).toEqual([`ghcr.io/kube-state-metrics-ts/kube-state-metrics:${version}`]);
  });

  it('has the environment variables that arguments refer to', () => {
    for (const { args = [], env = [] } of containers) {
      const referred = args.flatMap((arg) => [...arg.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name));
      expect(referred.sort()).toEqual(env.map(({ name }) => name).sort());
    }
  });

  it('selects each pod by one workload and one Service', () => {
    const selects = (selector: object | undefined, labels: Record<string, string>): boolean =>
      selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value);
    for (const { metadata } of pods) {
      const workloads = manifests.filter(
        (m) => m.spec?.template && selects(m.spec.selector?.matchLabels, metadata.labels),
      );
      const services = manifests.filter((m) => m.kind === 'Service' && selects(m.spec?.selector, metadata.labels));
      expect([workloads.length, services.length]).toEqual([1, 1]);
    }
  });

  it('gives the token to its own pods only', () => {
    expect(manifests.find((m) => m.kind === 'ServiceAccount')?.automountServiceAccountToken).toBe(false);
    for (const { spec } of pods) {
      expect(spec).toMatchObject({ serviceAccountName: 'kube-state-metrics', automountServiceAccountToken: true });
      expect(spec.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    }
  });

  it('moves to another namespace and image as a whole', () => {
    const overlay = mkdtempSync(path.join(tmpdir(), 'ksm-deploy-'));
    try {
      const name = 'ghcr.io/kube-state-metrics-ts/kube-state-metrics';
      const kustomization = {
        namespace: 'monitoring',
        resources: [path.relative(overlay, path.join(deploy, layout))],
        images: [{ name, newName: 'example.org/mine', newTag: '1' }],
      };
      writeFileSync(path.join(overlay, 'kustomization.yaml'), stringify(kustomization));
      const moved = build(overlay);
      const namespaced = moved.filter((m) => !m.kind.startsWith('ClusterRole')).map((m) => m.metadata.namespace);
      const subjects = moved.flatMap((m) => m.subjects ?? []).map((subject) => subject.namespace);
      const images = podsOf(moved).flatMap((pod) => pod.spec.containers.map((container) => container.image));
      expect(new Set([...namespaced, ...subjects])).toEqual(new Set(['monitoring']));
      expect(new Set(images)).toEqual(new Set(['example.org/mine:1']));
      expect(subjects.length).toBeGreaterThan(0);
    } finally {
      rmSync(overlay, { recursive: true });
    }
  });
});
