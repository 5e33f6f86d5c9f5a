import { type Case, type Probe, shortRules } from './case.ts';

/** A manifest as `helm template`, `jsonnet` and `kubectl kustomize` print it. */
// biome-ignore lint/suspicious/noExplicitAny: manifests of all kinds are read here.
export type Manifest = any;

const CONTAINER = /^(kube-state-metrics|ama-metrics-ksm)/;

/**
 * Extracts what a kubelet and an API server make of rendered manifests: a case for each workload with a container
 * `kube-state-metrics`, or as Azure calls it.
 */
export function extractCases(manifests: readonly Manifest[], source: string): Case[] {
  const objects = manifests.filter(Boolean);
  return objects
    .filter((object) => containersOf(object).some(({ name }) => CONTAINER.test(name)))
    .map((object) => extractCase(object, objects, source));
}

function containersOf(object: Manifest): readonly Manifest[] {
  return object.spec?.template?.spec?.containers ?? [];
}

function extractCase(workload: Manifest, objects: readonly Manifest[], source: string): Case {
  const containers = containersOf(workload);
  const container = containers.find(({ name }) => CONTAINER.test(name));
  const { name, namespace = 'default' } = workload.metadata;
  const probe = (which: string): Probe | undefined => probeOf(container[`${which}Probe`]?.httpGet, containers);
  const probes = { startup: probe('startup'), liveness: probe('liveness'), readiness: probe('readiness') };
  return {
    source,
    workload: workload.kind,
    name,
    namespace,
    replicas: workload.spec.replicas ?? 1,
    args: [...(container.command ?? []).slice(1), ...(container.args ?? [])].map(String),
    env: Object.fromEntries((container.env ?? []).map((e: Manifest) => [e.name, envOf(e)])),
    files: filesOf(workload, container, objects),
    probes: Object.fromEntries(Object.entries(probes).filter(([, value]) => value)),
    rules: rulesFor(workload.spec.template.spec.serviceAccountName, namespace, objects),
  };
}

function envOf({ value = '', valueFrom }: Manifest): string | { field: string } {
  return valueFrom?.fieldRef ? { field: valueFrom.fieldRef.fieldPath } : String(value);
}

/** Undefined: no probe, or one of a port that no container has. */
function probeOf(get: Manifest, containers: readonly Manifest[]): Probe | undefined {
  if (!get) return undefined;
  const named = containers.flatMap((c) => c.ports ?? []).find(({ name }) => name === get.port)?.containerPort;
  const port = typeof get.port === 'number' ? get.port : named;
  if (port === undefined) return undefined;
  const upstream = upstreamOf(port, containers);
  const headers = (get.httpHeaders ?? []).map(({ name, value }: Manifest) => [name, value]);
  return {
    path: get.path,
    port: upstream ?? port,
    scheme: String(get.scheme ?? 'HTTP').toUpperCase() as Probe['scheme'],
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(upstream && { proxied: true }),
  };
}

/** The port behind a kube-rbac-proxy that listens on a port. */
function upstreamOf(port: number, containers: readonly Manifest[]): number | undefined {
  const proxy = containers.find(({ args = [] }) => args.includes(`--secure-listen-address=:${port}`));
  const upstream = (proxy?.args as string[] | undefined)?.find((arg) => arg.startsWith('--upstream='));
  return upstream === undefined ? undefined : Number(new URL(upstream.slice('--upstream='.length)).port);
}

/** Mounted ConfigMaps and Secrets; a key of a missing one does not exist. */
function filesOf(workload: Manifest, container: Manifest, objects: readonly Manifest[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const volume = workload.spec.template.spec.volumes?.find((v: Manifest) => v.name === name);
    const of = volume?.configMap?.name ?? volume?.secret?.secretName;
    const source = objects.find(({ kind, metadata }) => /^(ConfigMap|Secret)$/.test(kind) && metadata.name === of);
    const decoded = Object.entries<string>(source?.kind === 'Secret' ? (source.data ?? {}) : {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]);
    const plain = source?.kind === 'ConfigMap' ? source.data : source?.stringData;
    for (const [key, text] of Object.entries<string>({ ...Object.fromEntries(decoded), ...plain }))
      files[`${mountPath.replace(/\/+$/, '')}/${key}`] = text;
  }
  return files;
}

/** Rules of a service account: those of all bindings that name it. */
function rulesFor(account: string, namespace: string, objects: readonly Manifest[]): Case['rules'] {
  const cluster: string[] = [];
  const namespaces: Record<string, string[]> = {};
  for (const binding of objects.filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind))) {
    const isBound = (binding.subjects ?? []).some(
      (s: Manifest) => s.name === account && (s.namespace ?? binding.metadata.namespace) === namespace,
    );
    const { kind, name } = binding.roleRef;
    const role = objects.find(
      (o) =>
        o.kind === kind &&
        o.metadata.name === name &&
        (kind === 'ClusterRole' || o.metadata.namespace === binding.metadata.namespace),
    );
    if (!isBound || !role) continue;
    const rules = shortRules(role.rules ?? []);
    if (binding.kind === 'ClusterRoleBinding') cluster.push(...rules);
    else (namespaces[binding.metadata.namespace] ??= []).push(...rules);
  }
  return { cluster, namespaces };
}
