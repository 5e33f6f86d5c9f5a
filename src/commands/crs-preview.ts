import { parseAllDocuments } from 'yaml';
import { CodedError, errorText } from '../base/errors.ts';
import { compileCustomResource, fullName } from '../customresources/compile.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import type { CustomResourceFault, ResolvedKind } from '../customresources/contract.ts';
import { patternText, readsOf, resolveKinds } from '../customresources/discovery.ts';
import { explainMetric } from '../customresources/explain.ts';
import { compileJsonReader } from '../decode/json.ts';
import { type JsonObject, WHOLE_VALUE } from '../model/json-value.ts';
import type { Identified } from '../model/meta.ts';
import { self } from '../model/schema.ts';
import { compileRenderer, familyTexts, renderHeader } from '../render/renderer.ts';

/** An object as its file has it. */
interface ObjectText {
  readonly bytes: Buffer;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/**
 * Shows objects, given as YAML or JSON (a List or several documents too), as a configuration says. Returns the exposition, with comments
 * on the paths that lead to nothing and on values that cannot be used. Throws CONFIG_INVALID for what is not an object, and where no
 * entry is for its kind.
 */
export function previewText(entries: readonly CustomResourceEntry[], text: string, where: string): string {
  const byKind = new Map<string, ObjectText[]>();
  for (const object of parseObjects(text, where)) {
    const key = `${object.apiVersion} ${object.kind}`;
    byKind.set(key, [...(byKind.get(key) ?? []), object]);
  }
  return [...byKind.values()].map((objects) => previewKind(entries, objects, where)).join('');
}

function previewKind(entries: readonly CustomResourceEntry[], objects: readonly ObjectText[], where: string): string {
  const { kind, entry } = resolve(entries, objects[0]!, where);
  const faults: CustomResourceFault[] = [];
  const resource = compileCustomResource(entry, kind, (fault) => faults.push(fault));
  const nothing = { labels: undefined, annotations: undefined };
  const renderer = compileRenderer(
    resource,
    () => true,
    nothing,
    ({ name }, _, error) =>
      faults.push({ resource: resource.plural, metric: name, path: '', problem: errorText(error) }),
  );
  const read = compileJsonReader(renderer.shape) as unknown as (
    bytes: Buffer,
    start: number,
    end: number,
  ) => Identified;
  const rows = renderer.families.map(() => '');
  for (const { bytes } of objects) {
    const texts = familyTexts(renderer, read(bytes, 0, bytes.length));
    for (const [i, each] of texts.entries()) rows[i] += each;
  }
  const samples = renderer.families.map((family, i) => renderHeader(family) + rows[i]).join('');
  // Paths to nothing are explained below.
  const wrong = faults.filter(({ problem }) => problem !== 'no value');
  const notes = [...wrong.map(faultText), ...objects.flatMap((object) => notesOf(entry, object))];
  return samples + notes.map((note) => `# ${note.replaceAll('\n', ' ')}\n`).join('');
}

function faultText({ metric, path, object, problem }: CustomResourceFault): string {
  return [metric, object, path, problem].filter((part) => part).join(': ');
}

const readWhole = compileJsonReader({ json: self(WHOLE_VALUE) });

function notesOf(entry: CustomResourceEntry, { bytes }: ObjectText): readonly string[] {
  const { json } = readWhole(bytes, 0, bytes.length) as { readonly json: JsonObject };
  const metadata = json.get('metadata');
  const name = metadata instanceof Map ? String(metadata.get('name') ?? '') : '';
  return entry.metrics.flatMap((metric) =>
    explainMetric(entry, metric, json).map((note) => [fullName(entry, metric), name, note].filter(Boolean).join(': ')),
  );
}

/** Finds the entry for the kind of an object; without a cluster, the object is the only witness of the kind. */
function resolve(
  entries: readonly CustomResourceEntry[],
  { apiVersion, kind, namespaced }: ObjectText,
  where: string,
): { readonly kind: ResolvedKind; readonly entry: CustomResourceEntry } {
  const [group = '', version = ''] = apiVersion.split('/');
  const { plural } = readsOf({ pattern: { group, version, kind }, resourcePlural: '' });
  const definition = { name: '', group, kind, plural, namespaced, versions: [version] };
  const [found] = resolveKinds([definition], entries).kinds;
  if (found) return found;
  const known = entries.map(({ pattern }) => patternText(pattern)).join('; ') || 'none';
  const problem = `no entry of the configuration is for ${apiVersion}, kind ${kind}; entries are for: ${known}`;
  throw new CodedError('CONFIG_INVALID', `${where}: ${problem}`);
}

function parseObjects(text: string, where: string): readonly ObjectText[] {
  const documents = parseAllDocuments(text, { intAsBigInt: true, merge: true });
  const all = 'empty' in documents ? [] : documents;
  const [broken] = all.flatMap(({ errors }) => errors);
  if (broken) throw new CodedError('CONFIG_INVALID', `${where}: ${broken.message.split('\n')[0]}`);
  const values = all.map((document) => document.toJS() as unknown).filter((value) => value !== null);
  const objects = values.flatMap((value) => {
    const items = (value as { items?: unknown }).items;
    return Array.isArray(items) ? (items as unknown[]) : [value];
  });
  if (objects.length === 0) throw new CodedError('CONFIG_INVALID', `${where}: expected an object, found nothing`);
  // JSON of one object is taken as it stands, as numbers such as 1.0 would become others.
  const only = objects.length === 1 && values[0] === objects[0] && text.trimStart().startsWith('{');
  return objects.map((object) => objectText(object, only ? text : undefined, where));
}

function objectText(object: unknown, text: string | undefined, where: string): ObjectText {
  const { apiVersion, kind, metadata } = (object ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw new CodedError('CONFIG_INVALID', `${where}: expected an object with apiVersion and kind`);
  }
  const namespaced = (metadata as { namespace?: unknown } | undefined)?.namespace !== undefined;
  return { bytes: Buffer.from(text ?? JSON.stringify(object, exact)), apiVersion, kind, namespaced };
}

/** Integers beyond 2^53 as they stand. */
function exact(_: string, value: unknown): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
  return typeof value === 'bigint' ? rawJSON(String(value)) : value;
}
