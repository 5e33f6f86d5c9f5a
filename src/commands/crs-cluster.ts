import { type ClusterReader, openClusterReader } from '../app/cluster-objects.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import type { ResolvedKind } from '../customresources/contract.ts';
import { patternText, type Resolved, resolveKinds } from '../customresources/discovery.ts';
import type { PreviewKind } from './crs-preview.ts';

/** Place of the cluster, and how much to read of it. */
export interface ClusterPreviewFlags {
  readonly apiserver: string;
  readonly kubeconfig: string;
  /** Maximum number of objects of a kind. */
  readonly limit: number;
}

/** Objects of a cluster, and comments on what is not among them. */
export interface ClusterPreview {
  readonly kinds: readonly PreviewKind[];
  readonly notes: readonly string[];
  /** Whether a kind could not be read. */
  readonly failed: boolean;
}

/**
 * Reads the first objects of each configured kind that the cluster serves. A kind that cannot be read costs the others nothing. Throws
 * CREDENTIALS, API_UNREACHABLE, and API_REFUSED where the definitions may not be read.
 */
export async function objectsOfCluster(
  entries: readonly CustomResourceEntry[],
  flags: ClusterPreviewFlags,
): Promise<ClusterPreview> {
  const reader = openClusterReader(flags);
  try {
    const { kinds, absent } = resolveKinds(await definitionsOf(reader), entries);
    const notes = absent.map((pattern) => `${patternText(pattern)}: the cluster does not serve it`);
    const read: PreviewKind[] = [];
    let failed = false;
    for (const each of kinds) {
      const { objects, note, isFault } = await objectsOfKind(reader, each, flags.limit);
      if (note !== undefined) notes.push(note);
      failed ||= isFault;
      if (!isFault) read.push({ ...each, objects });
    }
    return { kinds: read, notes, failed };
  } finally {
    await reader.close();
  }
}

interface KindObjects {
  readonly objects: readonly Buffer[];
  readonly note: string | undefined;
  readonly isFault: boolean;
}

async function objectsOfKind(
  reader: ClusterReader,
  { kind, entry }: Resolved<CustomResourceEntry>,
  limit: number,
): Promise<KindObjects> {
  const name = nameOf(kind);
  try {
    const { objects, more } = await reader.list(kind, entry.selector, limit);
    const selected = entry.selector === '' ? '' : ` selected by ${entry.selector}`;
    const none = objects.length === 0 ? `${name}: no objects${selected}` : undefined;
    return { objects, note: more ? `${name}: the first ${objects.length} objects; see --limit` : none, isFault: false };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'CREDENTIALS') throw error;
    return { objects: [], note: `${name}: cannot be read: ${errorText(error)}`, isFault: true };
  }
}

function nameOf({ plural, version, group }: ResolvedKind): string {
  return `${plural}.${version}.${group}`;
}

async function definitionsOf(reader: ClusterReader): ReturnType<ClusterReader['definitions']> {
  try {
    return await reader.definitions();
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'API_REFUSED') throw error;
    throw new CodedError('API_REFUSED', `the kinds of the cluster cannot be read: ${error.message}`, error);
  }
}
