import { ageColumn, type Column, columnsOf, nameColumn } from './columns.ts';
import type { Kind } from './kinds.ts';
import type { JsonObject } from './objects.ts';
import type { StoredObject } from './stored.ts';

function columns(kind: Kind): readonly Column[] {
  const more = columnsOf[kind.plural] ?? [];
  // kubectl shows events by what happened to whom, not by their names.
  if (kind.plural === 'events') return [...more, { ...nameColumn, wide: true }];
  return more.includes(ageColumn) ? [nameColumn, ...more] : [nameColumn, ...more, ageColumn];
}

/** A Table of objects (meta.k8s.io/v1). Watches send the column definitions with their first event only. */
export function tableOf(
  kind: Kind,
  objects: readonly StoredObject[],
  include: string,
  metadata: JsonObject,
  withColumns: boolean,
  now: number,
): JsonObject {
  const shown = columns(kind);
  const definitions = shown.map((c) => ({
    name: c.name,
    type: c.type,
    format: c === nameColumn ? 'name' : '',
    description: c.name,
    priority: c.wide ? 1 : 0,
  }));
  const rows = objects.map((o) => ({
    cells: shown.map((c) => c.cell(o.value, now)),
    ...(include !== 'None' && { object: include === 'Object' ? o.value : o.toPartial() }),
  }));
  const columnDefinitions = withColumns ? definitions : null;
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows } as unknown as JsonObject;
}
