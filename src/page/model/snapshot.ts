import type { ExplorerData } from '../../explorer/data.ts';

/** Reads a saved snapshot. Throws an Error that says what is wrong with the file. */
export function parseSnapshot(text: string): ExplorerData {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('not JSON; expected a snapshot that the explorer saved, or the output of explore -o json');
  }
  if (!isObject(value) || !isObject(value.cardinality)) {
    throw new Error('not a snapshot: the field cardinality is missing');
  }
  if (value.version !== 1) throw new Error(`version ${String(value.version)} of the data is not known here`);
  const { total, families, namespaces } = value.cardinality;
  if (!isObject(total) || !Array.isArray(families) || !Array.isArray(namespaces)) {
    throw new Error('not a snapshot: cardinality has no total, families or namespaces');
  }
  return value as unknown as ExplorerData;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
