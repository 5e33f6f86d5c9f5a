import { Cluster } from '../../src/simulator/cluster.ts';
import { Controllers } from '../../src/simulator/controllers/controllers.ts';
import type { TroubleKind } from '../../src/simulator/controllers/troubles.ts';
import { requestDeletion } from '../../src/simulator/deletion.ts';
import { type ApiObject, at, type JsonObject, textAt } from '../../src/simulator/objects.ts';
import { TestClock } from './test-clock.ts';

const START_MS = Date.UTC(2026, 0, 1);
const IMAGE = 'registry.example.com/pause:3.9';

/** A pod in short. */
export interface ShortPod {
  readonly name: string;
  readonly phase: string;
  readonly node: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly waiting: string;
  readonly restarts: number;
  readonly image: string;
}

/** A cluster of three nodes with controllers on a clock of its own; everything is in the namespace `default`. */
export class TestCluster {
  readonly clock = new (class extends TestClock {
    override unixMs = (): number => START_MS + this.now();
  })();
  readonly cluster = new Cluster();
  readonly controllers: Controllers;

  constructor() {
    this.cluster.now = () => this.clock.unixMs();
    this.cluster.put(this.cluster.of('namespaces'), { metadata: { name: 'default' }, status: { phase: 'Active' } });
    this.cluster.put(this.cluster.of('storageclasses'), {
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'simulated',
    });
    for (let i = 0; i < 3; i++) this.addNode(`node-${i}`);
    this.controllers = new Controllers(this.cluster, this.clock);
    this.controllers.settle();
    this.controllers.start();
  }

  /** Lets seconds pass. */
  pass(seconds: number): void {
    this.clock.pass(seconds * 1000);
  }

  addNode(name: string): void {
    this.cluster.put(this.cluster.of('nodes'), {
      metadata: { name, labels: {} },
      spec: {},
      status: {
        allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
        addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      },
    });
  }

  put(plural: string, name: string, object: JsonObject): void {
    this.cluster.put(this.cluster.of(plural), { ...object, metadata: { name, namespace: 'default', generation: 1 } });
  }

  deploy(name: string, spec: JsonObject, container: JsonObject = {}): void {
    this.workload('deployments', name, spec, container);
  }

  workload(plural: string, name: string, spec: JsonObject, container: JsonObject = {}): void {
    const tolerations = ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    }));
    const containers = [{ name, image: IMAGE, ...container }];
    const template = { metadata: { labels: { app: name } }, spec: { containers, tolerations } };
    this.put(plural, name, { spec: { selector: { matchLabels: { app: name } }, template, ...spec } });
  }

  job(name: string, spec: JsonObject, command: readonly string[]): void {
    this.put('jobs', name, { spec: { ...spec, template: jobTemplate(command) } });
  }

  cronJob(name: string, schedule: string): void {
    const jobTemplateOf = { spec: { template: jobTemplate(['true']) } };
    this.put('cronjobs', name, { spec: { schedule, jobTemplate: jobTemplateOf } });
  }

  service(name: string): void {
    this.put('services', name, { spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] } });
  }

  /** Changes members of a spec, as an update does. */
  change(plural: string, name: string, members: JsonObject): void {
    const object = this.find(plural, name);
    const generation = Number(object.metadata.generation ?? 1) + 1;
    this.cluster.put(this.cluster.of(plural), {
      ...object,
      metadata: { ...object.metadata, generation },
      spec: { ...(object.spec as JsonObject), ...members },
    });
  }

  setImage(name: string, image: string): void {
    const template = at(this.find('deployments', name), 'spec', 'template') as JsonObject;
    const spec = template.spec as JsonObject;
    const containers = (spec.containers as readonly JsonObject[]).map((c) => ({ ...c, image }));
    this.change('deployments', name, { template: { ...template, spec: { ...spec, containers } } });
  }

  delete(plural: string, name: string): void {
    requestDeletion(this.cluster, this.cluster.of(plural), 'default', name);
  }

  deleteNamespace(name: string): void {
    requestDeletion(this.cluster, this.cluster.of('namespaces'), '', name);
  }

  trouble(plural: string, name: string, kind: TroubleKind, seconds: number): void {
    const untilMs = this.clock.unixMs() + seconds * 1000;
    this.controllers.trouble(plural, this.find(plural, name), { kind, untilMs });
  }

  list(plural: string): readonly ApiObject[] {
    return this.cluster.list(this.cluster.of(plural)).map(({ value }) => value);
  }

  find(plural: string, name: string): ApiObject {
    const found = this.list(plural).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`no ${plural} ${name}`);
    return found;
  }

  status(plural: string, name: string): JsonObject {
    return this.find(plural, name).status as JsonObject;
  }

  /** Status and reason of a condition. */
  condition(plural: string, name: string, type: string): string {
    const conditions = (this.status(plural, name).conditions ?? []) as readonly JsonObject[];
    const found = conditions.find((c) => c.type === type);
    return found ? `${found.status} ${found.reason}` : '';
  }

  pods(): readonly ShortPod[] {
    return this.list('pods').map((pod) => {
      const statuses = (at(pod, 'status', 'containerStatuses') ?? []) as readonly JsonObject[];
      const conditions = (at(pod, 'status', 'conditions') ?? []) as readonly JsonObject[];
      return {
        name: pod.metadata.name,
        phase: textAt(pod, 'status', 'phase'),
        node: textAt(pod, 'spec', 'nodeName'),
        ready: conditions.some((c) => c.type === 'Ready' && c.status === 'True'),
        terminating: pod.metadata.deletionTimestamp !== undefined,
        waiting: textAt(statuses[0], 'state', 'waiting', 'reason'),
        restarts: Number(statuses[0]?.restartCount ?? 0),
        image: textAt((at(pod, 'spec', 'containers') as readonly JsonObject[])[0], 'image'),
      };
    });
  }
}

function jobTemplate(command: readonly string[]): JsonObject {
  const containers = [{ name: 'c', image: IMAGE, command }];
  return { metadata: { labels: { job: 'yes' } }, spec: { restartPolicy: 'Never', containers } };
}
