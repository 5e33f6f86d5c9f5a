import { CodedError, errorText } from '../base/errors.ts';
import type { Options } from '../model/options.ts';
import { compilePattern } from '../values/go-regexp.ts';
import { labelSelectorFault } from '../values/label-selector.ts';
import { parseAllowlist } from './allowlist.ts';
import { type Given, readArguments } from './arguments.ts';
import { Values } from './flag-values.ts';
import { flags } from './flags.ts';

/** A resource, as far as options are checked against it. */
export interface KnownResource {
  readonly plural: string;
  readonly byDefault: boolean;
  readonly identityLabels: readonly (readonly [label: string, field: string])[];
}

/** Everything that options are checked against. */
export interface Known {
  readonly resources: readonly KnownResource[];
}

/** Flags whose work is not done yet. */
const LATER = ['config', 'custom-resource-state-config', 'custom-resource-state-config-file'];

/** Compiles arguments to options. Throws one CONFIG_INVALID with all faults, a line each. */
export function compileOptions(argv: readonly string[], known: Known): Options {
  const given = readArguments(argv);
  const values = new Values(given);
  const notices = noticesOf(given);
  const resources = selectResources(values, known, notices);
  for (const flag of LATER)
    if (values.string(flag) !== '') notices.push(`--${flag} is read and checked, but not applied yet`);
  const options: Options = {
    apiserver: values.string('apiserver'),
    kubeconfig: values.string('kubeconfig'),
    useApiserverCache: values.bool('use-apiserver-cache'),
    initialSyncTimeoutMs: values.duration('initial-sync-timeout'),
    resources,
    namespaces: [...new Set(values.list('namespaces'))],
    namespacesDenylist: [...new Set(values.list('namespaces-denylist'))],
    metricAllowlist: compilePatterns(values, 'metric-allowlist'),
    metricDenylist: compilePatterns(values, 'metric-denylist'),
    metricOptIn: compilePatterns(values, 'metric-opt-in-list', true),
    labelsAllowlist: readAllowlist(values, 'metric-labels-allowlist', known),
    annotationsAllowlist: readAllowlist(values, 'metric-annotations-allowlist', known),
    metricProfile: readProfile(values),
    sparseStates: values.bool('sparse-states'),
    finishedPodMaxAgeMs: values.duration('finished-pod-max-age'),
    namespaceSelector: readNamespaceSelector(values),
    objectLabelSelectors: readSelectors(values, known),
    labelsEverywhere: readAllowlist(values, 'metric-labels-everywhere', known),
    dropLabels: readDropLabels(values, known),
    objectLimit: Math.max(0, values.int('object-limit')),
    customResourceConfig: values.string('custom-resource-state-config'),
    customResourceConfigFile: values.string('custom-resource-state-config-file'),
    continueWithoutCustomResourceConfigFile: values.bool('continue-without-custom-resource-state-config-file'),
    customResourcesOnly: values.bool('custom-resource-state-only'),
    shard: values.int('shard'),
    totalShards: values.int('total-shards'),
    shardingAlgorithm: readAlgorithm(values),
    reshardGraceMs: values.duration('reshard-grace'),
    shardLease: values.string('shard-lease'),
    shardLeaseDurationMs: values.duration('shard-lease-duration'),
    handoverTimeoutMs: values.duration('handover-timeout'),
    handoverOverlapMs: values.duration('handover-overlap'),
    pod: values.string('pod'),
    podNamespace: values.string('pod-namespace'),
    node: values.bool('track-unscheduled-pods') ? '' : values.string('node'),
    trackUnscheduledPods: values.bool('track-unscheduled-pods'),
    host: values.string('host'),
    port: port(values, 'port'),
    telemetryHost: values.string('telemetry-host'),
    telemetryPort: port(values, 'telemetry-port'),
    gzip: values.bool('enable-gzip-encoding'),
    scrapeParts: readParts(values),
    maxSeries: atLeastZero(values, 'max-series'),
    maxSeriesPerFamily: atLeastZero(values, 'max-series-per-family'),
    maxBytes: atLeastZero(values, 'max-bytes'),
    tlsConfig: values.string('tls-config'),
    authFilter: values.bool('auth-filter'),
    readTimeoutMs: values.duration('server-read-timeout'),
    writeTimeoutMs: values.duration('server-write-timeout'),
    idleTimeoutMs: values.duration('server-idle-timeout'),
    readHeaderTimeoutMs: values.duration('server-read-header-timeout'),
    shutdownTimeoutMs: values.duration('shutdown-timeout'),
    config: values.string('config'),
    continueWithoutConfig: values.bool('continue-without-config'),
    verbosity: values.int('v'),
    notices,
  };
  check(options, values);
  if (values.faults.length > 0) throw new CodedError('CONFIG_INVALID', values.faults.join('\n'));
  return options;
}

function noticesOf(given: Given): string[] {
  return flags.filter((f) => f.ignored && given.has(f.name)).map((f) => `--${f.name} is without effect: ${f.ignored}`);
}

function selectResources(values: Values, known: Known, notices: string[]): readonly string[] {
  const named = [...new Set(values.list('resources'))];
  const names = new Set(known.resources.map((r) => r.plural));
  for (const name of named) {
    if (!names.has(name))
      values.faults.push(`--resources: unknown resource "${name}"; expected one of ${[...names].join(', ')}`);
  }
  const perNode = values.string('node') !== '' || values.bool('track-unscheduled-pods');
  const defaults = known.resources.filter((r) => r.byDefault).map((r) => r.plural);
  if (!perNode) return (named.length > 0 ? named : defaults).sort();
  if (named.length === 0) {
    notices.push('--node: only pods can be selected by node, so the other resources are left out');
    return ['pods'];
  }
  const others = named.filter((n) => n !== 'pods');
  if (others.length > 0)
    values.faults.push(`--resources: ${others.join(', ')} cannot be selected by node; with --node expected pods`);
  return named;
}

/** The reference reads opt-in patterns with Go's RE2, which has no look-around and no back-references. */
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]/;

function compilePatterns(values: Values, flag: string, re2 = false): readonly RegExp[] {
  return values.list(flag).flatMap((text) => {
    if (re2 && NOT_RE2.test(text)) {
      values.faults.push(`--${flag}: expected a pattern without look-around and back-references, found "${text}"`);
    }
    try {
      return [compilePattern(text)];
    } catch (error) {
      values.faults.push(`--${flag}: expected an ECMAScript pattern, found "${text}": ${errorText(error)}`);
      return [];
    }
  });
}

function readAllowlist(values: Values, flag: string, known: Known): Options['labelsAllowlist'] {
  // The last one counts, but a fault in one before it is a fault all the same.
  const given = values.texts(flag).map((text) => values.attempt(() => parseAllowlist(text, flag), new Map()));
  const lists: Options['labelsAllowlist'] = given.at(-1) ?? new Map();
  const names = new Set(['*', ...known.resources.map((r) => r.plural)]);
  for (const name of lists.keys()) {
    if (!names.has(name)) values.faults.push(`--${flag}: unknown resource "${name}"`);
  }
  return lists;
}

function readParts(values: Values): number {
  const parts = values.int('scrape-parts');
  if (parts >= 1 && parts <= 64 && Number.isInteger(Math.log2(parts))) return parts;
  values.faults.push(`--scrape-parts: expected a power of two from 1 to 64, found ${parts}`);
  return 1;
}

function atLeastZero(values: Values, flag: string): number {
  const value = values.int(flag);
  if (value < 0) values.faults.push(`--${flag}: expected 0 or more, found ${value}`);
  return value;
}

function readProfile(values: Values): Options['metricProfile'] {
  const profile = values.string('metric-profile');
  if (profile === 'minimal' || profile === 'alerts' || profile === 'full') return profile;
  values.faults.push(`--metric-profile: expected minimal, alerts or full, found "${profile}"`);
  return 'full';
}

function readAlgorithm(values: Values): Options['shardingAlgorithm'] {
  const algorithm = values.string('sharding-algorithm');
  if (algorithm === 'jump' || algorithm === 'md5' || algorithm === 'range') return algorithm;
  values.faults.push(`--sharding-algorithm: expected jump, md5 or range, found "${algorithm}"`);
  return 'jump';
}

function readSelectors(values: Values, known: Known): ReadonlyMap<string, string> {
  const selectors = new Map<string, string>();
  for (const text of values.texts('object-label-selector')) {
    const at = text.indexOf('=');
    const resource = text.slice(0, Math.max(at, 0));
    if (at < 0 || !known.resources.some((r) => r.plural === resource)) {
      values.faults.push(`--object-label-selector: expected resource=label selector, found "${text}"`);
      continue;
    }
    const selector = text.slice(at + 1);
    const fault = labelSelectorFault(selector);
    if (fault) values.faults.push(`--object-label-selector: ${resource}: expected a label selector: ${fault}`);
    selectors.set(resource, selector);
  }
  return selectors;
}

function readNamespaceSelector(values: Values): string {
  const selector = values.string('namespace-selector');
  const fault = selector === '' ? undefined : labelSelectorFault(selector);
  if (fault) values.faults.push(`--namespace-selector: expected a label selector: ${fault}`);
  return selector;
}

/**
 * Labels may be left out where the others still tell objects apart: the UID, as no two objects of a resource have the same
 * namespace and name at once.
 */
function readDropLabels(values: Values, known: Known): Options['dropLabels'] {
  const lists = readAllowlist(values, 'metric-drop-labels', known);
  for (const [resource, labels] of lists) {
    const own = known.resources.find((r) => r.plural === resource)?.identityLabels ?? [];
    const droppable = own.filter(([, field]) => field === 'uid').map(([label]) => label);
    for (const label of labels.filter((l) => !droppable.includes(l))) {
      const may =
        droppable.length > 0 ? `only ${droppable.join(', ')} can be left out` : 'none of its labels can be left out';
      values.faults.push(`--metric-drop-labels: without ${label}, series of ${resource} would become equal: ${may}`);
    }
  }
  return lists;
}

function port(values: Values, flag: string): number {
  const port = values.int(flag);
  if (port < 0 || port > 65535) values.faults.push(`--${flag}: expected a port from 0 to 65535, found ${port}`);
  return port;
}

/** Faults that concern several flags, or a flag's range. */
function check(options: Options, values: Values): void {
  const { faults } = values;
  // A flag without effect is checked all the same: a manifest that the reference refuses is no good one.
  for (const { name, type, ignored } of flags) {
    if (ignored && type === 'bool') values.bool(name);
    if (ignored && type === 'int') values.int(name);
  }
  for (const { name, type, ours } of flags) {
    if (ours && type === 'duration' && values.duration(name) < 0)
      faults.push(`--${name}: expected 0s or more, found ${values.string(name)}`);
  }
  const ratio = values.float('auto-gomemlimit-ratio');
  if (values.bool('auto-gomemlimit') && (ratio <= 0 || ratio > 1)) {
    faults.push(`--auto-gomemlimit-ratio: expected more than 0 and at most 1, found ${ratio}`);
  }
  // Serving in the clear or to anybody, where protection was asked for, is no answer.
  if (options.tlsConfig) faults.push('--tls-config: TLS is not supported yet');
  if (options.authFilter) faults.push('--auth-filter: not supported yet');
  if (options.metricAllowlist.length > 0 && options.metricDenylist.length > 0) {
    faults.push('--metric-allowlist and --metric-denylist exclude each other: expected one of them');
  }
  checkShardLease(options, values);
  if (options.totalShards < 1) faults.push(`--total-shards: expected at least 1, found ${options.totalShards}`);
  else if (options.shard < 0 || options.shard >= options.totalShards) {
    faults.push(
      `--shard: expected 0 to ${options.totalShards - 1} (--total-shards is ${options.totalShards}), found ${options.shard}`,
    );
  }
}

/** Names of Leases and values of labels have 63 characters; the shard and the total follow the name. */
const LEASE_NAME = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/;
/** A Lease lasts for a whole number of seconds, and there has to be time for the claim. */
const SHORTEST_LEASE_MS = 2_000;
/** As many as other members read from the Leases (MAX_TOTAL in sharding/fleet.ts). */
const MAX_LEASES = 1_024;

function checkShardLease(
  { shardLease, shardLeaseDurationMs, podNamespace, node, totalShards }: Options,
  values: Values,
): void {
  const { faults } = values;
  if (!shardLease) return;
  if (!LEASE_NAME.test(shardLease)) {
    faults.push(`--shard-lease: expected up to 50 lower-case letters, digits and dashes, found "${shardLease}"`);
  }
  if (!podNamespace) faults.push('--shard-lease: expected --pod-namespace with it, which the Leases are in');
  if (values.isGiven('shard')) faults.push('--shard-lease and --shard exclude each other: expected one of them');
  if (node) faults.push('--shard-lease and --node exclude each other: expected one of them');
  if (totalShards > MAX_LEASES)
    faults.push(`--total-shards: expected at most ${MAX_LEASES} with --shard-lease, found ${totalShards}`);
  if (shardLeaseDurationMs < SHORTEST_LEASE_MS)
    faults.push(`--shard-lease-duration: expected at least 2s, found "${values.string('shard-lease-duration')}"`);
}
