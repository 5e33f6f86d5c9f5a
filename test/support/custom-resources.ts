import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileCustomResource } from '../../src/customresources/compile.ts';
import { type CustomResourceEntry, parseCustomResources } from '../../src/customresources/config.ts';
import type { CustomResourceFault, ResolvedKind } from '../../src/customresources/contract.ts';
import type { Resource } from '../../src/model/resource.ts';
import { compileRenderer, familyTexts } from '../../src/render/renderer.ts';
import { jsonWatch, noKeys, planOf, readWatch } from './rendering.ts';

/** Custom resources for tests: from the text of a configuration to samples, as the program does it. */

const folder = fileURLToPath(new URL('../conformance/objects/custom/', import.meta.url));

/** The kinds that the definitions of the corpus serve. */
export function corpusKinds(): readonly ResolvedKind[] {
  const { items } = JSON.parse(readFileSync(`${folder}customresourcedefinitions.json`, 'utf8'));
  // biome-ignore lint/suspicious/noExplicitAny: the corpus has untyped JSON.
  return items.flatMap(({ spec: { group, names, scope, versions } }: any) =>
    versions
      .filter(({ served }: { served?: boolean }) => served !== false)
      .map(({ name: version }: { name: string }) => ({
        ...{ group, version, kind: names.kind, plural: names.plural, namespaced: scope !== 'Cluster' },
      })),
  );
}

/** The custom objects of the corpus of a kind. */
export function corpusObjects({ plural, group, version }: ResolvedKind): readonly unknown[] {
  const file = `${plural}.${group}.${version}.json`;
  if (!readdirSync(folder).includes(file)) return [];
  return JSON.parse(readFileSync(folder + file, 'utf8')).items;
}

/** Returns whether an entry is for a kind. */
export function matches({ pattern }: CustomResourceEntry, kind: ResolvedKind): boolean {
  const fits = (wanted: string, is: string): boolean => wanted === '*' || wanted === is;
  return pattern.group === kind.group && fits(pattern.version, kind.version) && fits(pattern.kind, kind.kind);
}

/** The only kind of most tests. */
export const FOO: ResolvedKind = { group: 'myteam.io', version: 'v1', kind: 'Foo', plural: 'foos', namespaced: true };

/** The resource that a configuration gives for a kind: by the last entry for it. */
export function resourceOf(config: string, kind = FOO, faults: CustomResourceFault[] = []): Resource {
  const { entries, problems } = parseCustomResources(config, 'crs.yaml');
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const entry = entries.findLast((e) => matches(e, kind));
  if (!entry) throw new Error('no entry for the kind');
  return compileCustomResource(entry, kind, (fault) => faults.push(fault));
}

/** Samples and faults of an object. */
export interface Shown {
  /** As lines, in order. */
  readonly samples: readonly string[];
  readonly faults: readonly CustomResourceFault[];
}

/** Shows one object, given as a value or as JSON, by a configuration. */
export function show(config: string, object: object | string, kind = FOO): Shown {
  const faults: CustomResourceFault[] = [];
  const resource = resourceOf(config, kind, faults);
  const body = typeof object === 'string' ? Buffer.from(`{"type":"ADDED","object":${object}}\n`) : jsonWatch([object]);
  return showBody(resource, body, faults);
}

function showBody(resource: Resource, body: Buffer, faults: readonly CustomResourceFault[]): Shown {
  const plan = planOf(resource, { options: noKeys, selects: () => true });
  const texts = readWatch(plan, 'json', body).flatMap((each) => familyTexts(plan, each));
  return { samples: texts.join('').split('\n').slice(0, -1), faults };
}

/** A configuration with one entry for `FOO` whose metrics, and further keys, are given. */
export function configOf(metrics: readonly object[], more: object = {}): string {
  const { kind, group, version } = FOO;
  const resource = { groupVersionKind: { group, version, kind }, ...more, metrics };
  return JSON.stringify({ kind: 'CustomResourceStateMetrics', spec: { resources: [resource] } });
}

/** Compiles the renderer of a resource with states that do not hold left out. */
export function sparse(resource: Resource): ReturnType<typeof compileRenderer> {
  const settings = { sparseStates: true, dropped: new Set<string>(), lead: undefined, reads: {} };
  return compileRenderer(
    resource,
    () => true,
    noKeys,
    () => {},
    settings,
  );
}
