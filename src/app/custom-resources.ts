import { errorText } from '../base/errors.ts';
import { compileCustomResource } from '../customresources/compile.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import type { KindPattern } from '../customresources/contract.ts';
import { patternText, type Resolved, resolveKinds } from '../customresources/discovery.ts';
import { DefinitionSet, definitionShape } from '../customresources/discovery-set.ts';
import { identity, labels } from '../model/meta.ts';
import type { Resource } from '../model/resource.ts';
import { mergeShapes } from '../model/schema.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import { watchInternally } from '../pipeline/internal-watch.ts';
import type { WatchStates } from '../pipeline/watch-states.ts';
import type { Reflector } from '../reflector/reflector.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { CustomResourceFaults } from './custom-resource-faults.ts';
import { debounce } from './debounce.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** How the readiness report names the watch of the definitions. */
const WATCHED = `${DEFINITIONS} (custom resource state)`;
/** Definitions that change together lead to one new plan. */
const RESOLVE_MS = 500;

export interface CustomResourcesOptions {
  readonly context: PipelineContext;
  /** Plurals of the kinds of Kubernetes itself, which these names select. */
  readonly plurals: ReadonlySet<string>;
  /** Shows the resources as they are now; resolves when that is under way. */
  readonly onChange: () => Promise<unknown>;
}

/**
 * The custom resources that are configured and that the cluster has, followed. The definitions of the cluster are watched only while
 * anything is configured. Kinds that come, go, change their scope or stop to be served change `resources`; other changes of
 * definitions do not.
 */
export class CustomResources {
  /** The watch of the definitions until they are known, which the first sync waits for. */
  readonly states: WatchStates;
  private readonly options: CustomResourcesOptions;
  private readonly sparing: SparingLog;
  private readonly faults: CustomResourceFaults;
  private readonly compiled = new Map<string, Resource>();
  private entries: readonly CustomResourceEntry[] = [];
  private definitions: DefinitionSet | undefined;
  private reflector: Reflector | undefined;
  private started = false;
  private ended = false;
  private shown: readonly Resource[] = [];
  private absent = new Set<string>();
  private readonly resolveSoon: () => void;

  constructor(options: CustomResourcesOptions, states: WatchStates) {
    const { context } = options;
    this.options = options;
    this.states = states;
    this.sparing = new SparingLog(() => context.clock.now());
    this.faults = new CustomResourceFaults(context);
    this.resolveSoon = debounce(context.clock, RESOLVE_MS, () => this.update());
  }

  /** In the order of exposition; those of which the definitions are not known yet are not among them. */
  get resources(): readonly Resource[] {
    return this.shown;
  }

  /** Takes a configuration in place of the former one; `resources` are what it says from here on. */
  configure(entries: readonly CustomResourceEntry[]): void {
    this.entries = entries;
    if (entries.length === 0) this.close();
    else this.open();
    this.resolve();
  }

  /** Begins to follow the definitions, if anything is configured. */
  start(): void {
    this.started = true;
    if (this.entries.length > 0) this.open();
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.reflector?.stop();
  }

  private open(): void {
    if (this.definitions === undefined) this.states.expect(WATCHED);
    if (!this.started || this.ended || this.reflector) return;
    const { context } = this.options;
    const { log, metrics } = context;
    const count = (counter: { inc(): void }) => () => {
      counter.inc();
      metrics.definitionsHeld.set(definitions.count);
    };
    const definitions = new DefinitionSet({
      added: count(metrics.definitionsAdded),
      updated: count(metrics.definitionsUpdated),
      deleted: count(metrics.definitionsDeleted),
      ready: () => void this.known(),
      changed: () => this.resolveSoon(),
    });
    this.definitions = definitions;
    this.reflector = watchInternally(context, {
      path: DEFINITIONS,
      query: {},
      form: 'full',
      shape: definitionShape,
      sink: definitions,
      onBad: ({ message }) =>
        log.error({ error: message }, 'skipped a CustomResourceDefinition that could not be decoded'),
      onHealth: (health, everSynced, detail) => {
        if (this.definitions !== definitions) return;
        if (!everSynced) this.states.update(WATCHED, { health, everSynced, detail });
        if (detail !== '' && health !== 'synced') this.unreadable(health, detail);
      },
    });
  }

  private close(): void {
    void this.reflector?.stop();
    this.reflector = undefined;
    this.definitions = undefined;
    this.states.forget(WATCHED);
    this.options.context.metrics.definitionsHeld.set(0);
  }

  /** All definitions are known. What they lead to takes the place of their watch in what the first sync waits for. */
  private async known(): Promise<void> {
    await this.update();
    if (this.definitions?.known) this.states.forget(WATCHED);
  }

  private async update(): Promise<void> {
    if (this.ended || !this.resolve()) return;
    const { log } = this.options.context;
    await this.options
      .onChange()
      .catch((error: unknown) => log.error({ error: errorText(error) }, 'custom resources could not be applied'));
  }

  /** Finds out what to show; returns whether that has changed. */
  private resolve(): boolean {
    const before = this.shown;
    if (!this.definitions?.known) {
      this.shown = this.entries.length > 0 ? before : [];
      return this.shown !== before;
    }
    const { kinds, absent, repeated } = resolveKinds(this.definitions.definitions(), this.entries);
    const { log } = this.options.context;
    for (const kind of repeated) {
      if (this.sparing.next(`repeated ${patternText(kind)}`))
        log.warn(
          { ...kind },
          'several entries of the custom resource configuration are for one kind; using the last one',
        );
    }
    this.showAbsent(absent);
    this.shown = kinds.map((each) => this.compile(each)).filter((resource) => resource !== undefined);
    for (const [key, resource] of this.compiled) if (!this.shown.includes(resource)) this.compiled.delete(key);
    return before.length !== this.shown.length || before.some((resource, i) => resource !== this.shown[i]);
  }

  /** Compiles a kind once; undefined where that fails, which costs the others nothing. */
  private compile({ kind, entry }: Resolved<CustomResourceEntry>): Resource | undefined {
    const definition = JSON.stringify({ kind, entry: { ...entry, place: undefined } }, plain);
    const known = this.compiled.get(definition);
    if (known) return known;
    const { plural, group } = kind;
    try {
      const compiled = compileCustomResource(entry, kind, (fault) => this.faults.report(fault));
      mergeShapes([identity, labels, ...compiled.families.map(({ reads }) => reads)]);
      const aliases = [`${plural}.${group}`, ...(this.options.plurals.has(plural) ? [] : [plural])];
      const resource = { ...compiled, custom: { definition, aliases } };
      this.compiled.set(definition, resource);
      return resource;
    } catch (error) {
      this.faults.report({ resource: `${plural}.${group}`, metric: '', path: '', problem: errorText(error) });
      return undefined;
    }
  }

  /** Says once of each kind that is configured and that the cluster does not serve that it is so. */
  private showAbsent(patterns: readonly KindPattern[]): void {
    const { metrics, log } = this.options.context;
    metrics.customResourceAbsent.reset();
    for (const { group, version, kind } of patterns) metrics.customResourceAbsent.set({ group, version, kind }, 1);
    const absent = new Map(patterns.map((pattern) => [patternText(pattern), pattern]));
    for (const [text, pattern] of absent) {
      if (this.absent.has(text)) continue;
      log.warn({ ...pattern }, 'the cluster does not serve a configured custom resource; it is shown when it does');
    }
    this.absent = new Set(absent.keys());
  }

  private unreadable(health: string, detail: string): void {
    const more = this.sparing.next('definitions');
    if (!more) return;
    const text = 'CustomResourceDefinitions cannot be read; custom resources stay as they are. Retrying';
    this.options.context.log[health === 'refused' ? 'error' : 'warn']({ path: DEFINITIONS, detail, ...more }, text);
  }
}

/** Maps as JSON can show them. */
function plain(_: string, value: unknown): unknown {
  return value instanceof Map ? { map: [...value] } : value instanceof Set ? { set: [...value] } : value;
}
