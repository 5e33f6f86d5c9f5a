import { parseAllDocuments } from 'yaml';
import { CodedError } from '../base/errors.ts';
import { writeExact } from '../base/exact-json.ts';
import { yamlFault } from '../base/file-fault.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import { patternText, readsOf, resolveKinds } from '../customresources/discovery.ts';
import type { PreviewKind } from './crs-preview.ts';

/** An object as its file has it. */
interface ObjectText {
  readonly bytes: Buffer;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/**
 * Reads objects, given as YAML or JSON (a List or several documents too), and finds the entries for their kinds. Throws CONFIG_INVALID
 * for what is not an object, and where no entry is for its kind.
 */
export function objectsOfText(
  entries: readonly CustomResourceEntry[],
  text: string,
  where: string,
): readonly PreviewKind[] {
  const byKind = new Map<string, ObjectText[]>();
  for (const object of parseObjects(text, where)) {
    const key = `${object.apiVersion} ${object.kind}`;
    byKind.set(key, [...(byKind.get(key) ?? []), object]);
  }
  return [...byKind.values()].map((objects) => resolve(entries, objects, where));
}

/** Finds the entry for the kind of objects; without a cluster, they are the only witnesses of the kind. */
function resolve(entries: readonly CustomResourceEntry[], objects: readonly ObjectText[], where: string): PreviewKind {
  const { apiVersion, kind, namespaced } = objects[0]!;
  const [group = '', version = ''] = apiVersion.split('/');
  const { plural } = readsOf({ pattern: { group, version, kind }, resourcePlural: '' });
  const definition = { name: '', group, kind, plural, namespaced, versions: [version] };
  const [found] = resolveKinds([definition], entries).kinds;
  if (found) return { ...found, objects: objects.map(({ bytes }) => bytes) };
  const known = entries.map(({ pattern }) => patternText(pattern)).join('; ') || 'none';
  const problem = `no entry of the configuration is for ${apiVersion}, kind ${kind}; entries are for: ${known}`;
  throw new CodedError('CONFIG_INVALID', `${where}: ${problem}`);
}

function parseObjects(text: string, where: string): readonly ObjectText[] {
  const documents = parseAllDocuments(text, { intAsBigInt: true, merge: true });
  const all = 'empty' in documents ? [] : documents;
  const [broken] = all.flatMap(({ errors }) => errors);
  if (broken) throw new CodedError('CONFIG_INVALID', `${where}: ${yamlFault(broken)}`);
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
  return { bytes: Buffer.from(text ?? writeExact(object)), apiVersion, kind, namespaced };
}
