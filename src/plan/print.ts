import type { AdmissionPlan, LabelPlan, Plan, ResourcePlan, WatchPlan } from '../model/plan.ts';
import { diffPlans } from './diff.ts';

/** Describes what a plan does, for people: the watches and the number of metrics of each resource, and the fleet. */
export function describePlan(plan: Plan): string {
  const { fleet, listeners } = plan;
  const shards = {
    fixed: `shard ${fleet.shard} of ${fleet.totalShards}`,
    statefulset: `the shard of pod ${fleet.podNamespace}/${fleet.pod}`,
    lease: `one of ${fleet.totalShards} shards by the Leases ${fleet.podNamespace}/${fleet.shardLease}`,
  };
  return lines(
    `metrics on ${address(listeners.host, listeners.port)}, self-metrics on ${address(listeners.telemetryHost, listeners.telemetryPort)}`,
    shards[fleet.kind],
    ...[...plan.resources.values()].flatMap(describeResource),
  );
}

/** Describes what a change from one plan to another touches; empty if nothing. */
export function describeChange(before: Plan, after: Plan): string {
  const { added, removed, changed, parts } = diffPlans(before, after);
  const restart = parts.filter((part) => part !== 'scrape');
  return lines(
    ...added.map((key) => `+ ${key}: ${count(after.resources.get(key)!)}`),
    ...removed.map((key) => `- ${key}: ${count(before.resources.get(key)!)}`),
    ...changed.flatMap((key) => describeDifference(before.resources.get(key)!, after.resources.get(key)!)),
    ...(parts.includes('scrape') ? ['~ limits of responses'] : []),
    ...restart.map((part) => `! ${part}: takes effect at the next start only`),
  );
}

function describeResource(plan: ResourcePlan): readonly string[] {
  return [
    `${plan.key}: ${count(plan)}`,
    ...plan.watches.map((watch) => `  watch ${describeWatch(watch)}`),
    ...describeLabels(plan.labels).map((line) => `  ${line}`),
    ...describeAdmission(plan.admission).map((line) => `  ${line}`),
  ];
}

function count({ families }: ResourcePlan): string {
  return `${families.length} metric${families.length === 1 ? '' : 's'}`;
}

function describeWatch({ path, query, keepNamespaces }: WatchPlan): string {
  const text = new URLSearchParams(query).toString();
  const only = keepNamespaces ? `, only of ${[...keepNamespaces].join(', ')}` : '';
  return `${path}${text && `?${text}`}${only}`;
}

function describeLabels({ labels, annotations, everywhere, dropped }: LabelPlan): readonly string[] {
  return Object.entries({
    labels,
    annotations,
    'labels of every metric': everywhere,
    'dropped labels': dropped,
  }).flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(', ')}`] : []));
}

function describeAdmission({ namespaceSelector, objectLimit, finishedMaxAgeMs }: AdmissionPlan): readonly string[] {
  return [
    ...(namespaceSelector ? [`namespaces with labels ${namespaceSelector}`] : []),
    ...(objectLimit > 0 ? [`at most ${objectLimit} objects`] : []),
    ...(finishedMaxAgeMs > 0 ? [`finished objects for ${finishedMaxAgeMs / 1000} s`] : []),
  ];
}

function describeDifference(before: ResourcePlan, after: ResourcePlan): readonly string[] {
  const [old, now] = [before, after].map(({ families }) => families.map(({ name }) => name)) as [string[], string[]];
  const facts = [before, after].map((plan) => describeResource(plan).slice(1)) as [string[], string[]];
  return [
    `~ ${after.key}: ${count(before)} before, ${count(after)} after`,
    ...old.filter((name) => !now.includes(name)).map((name) => `  - ${name}`),
    ...now.filter((name) => !old.includes(name)).map((name) => `  + ${name}`),
    ...facts[0].filter((line) => !facts[1].includes(line)).map((line) => `  -${line}`),
    ...facts[1].filter((line) => !facts[0].includes(line)).map((line) => `  +${line}`),
  ];
}

function address(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function lines(...each: readonly string[]): string {
  return each.map((line) => `${line}\n`).join('');
}
