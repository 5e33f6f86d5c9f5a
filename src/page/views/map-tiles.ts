import type { Cardinality, FamilyCardinality } from '../../explorer/cardinality.ts';
import { resourceNodes } from '../model/breakdown.ts';
import { packedShare } from '../model/label-share.ts';
import type { Measure } from '../model/measure.ts';
import { type Rect, squarify } from '../model/treemap.ts';

/** Rectangle of the map. */
export interface Tile {
  readonly id: string;
  readonly name: string;
  /** Length of the beginning that all families of the resource have, which a narrow tile does without. */
  readonly prefix: number;
  readonly value: number;
  /** Number of its color. */
  readonly tone: number;
  readonly rect: Rect;
  /** Set for a resource, a family, or a label of a family. */
  readonly kind: 'resource' | 'family' | 'label' | 'rest';
  readonly resource: string;
  readonly family?: string;
}

/** Part of the exposition that the map shows. */
export interface MapFocus {
  readonly resource?: string;
  readonly family?: string;
}

/** Height of the name of a resource above its families, and the space around it, in pixels. */
const HEAD = 20;
const GAP = 2;
/** Colors of the style sheet. */
const TONES = 8;

/** Lays out the tiles: resources with their families, the families of a resource, or the labels of a family. */
export function layOut(
  { families }: Cardinality,
  focus: MapFocus,
  measure: Measure,
  accepts: (text: string) => boolean,
  area: Rect,
): readonly Tile[] {
  const family = families.find(({ name }) => name === focus.family);
  if (family) return labelTiles(family, measure, area);
  const isWhole = focus.resource === undefined;
  const groups = groupsOf(families, measure, accepts).filter(({ name }) => isWhole || name === focus.resource);
  groups.sort((a, b) => b.value - a.value);
  const rects = squarify(
    groups.map(({ value }) => value),
    area,
  );
  return groups.flatMap((group, i) => {
    const rect = rects[i]!;
    if (!isWhole) return familyTiles(group, measure, rect);
    const { name, value, tone } = group;
    const id = `resource ${name}`;
    const head: Tile = { id, name: name || '(other)', prefix: 0, value, tone, rect, kind: 'resource', resource: name };
    return [head, ...familyTiles(group, measure, inset(rect))].filter(isVisible);
  });
}

/** Families of a resource that the filter accepts. */
interface Group {
  readonly name: string;
  readonly tone: number;
  readonly families: readonly FamilyCardinality[];
  readonly value: number;
}

function groupsOf(
  families: readonly FamilyCardinality[],
  measure: Measure,
  accepts: (text: string) => boolean,
): Group[] {
  // A color stays with its resource, whatever the filter.
  return sorted(resourceNodes(families), measure).flatMap(({ name, families: all }, tone) => {
    const shown = sorted(
      all.filter((family) => accepts(`${family.name} ${name}`)),
      measure,
    );
    const value = shown.reduce((sum, family) => sum + family[measure], 0);
    return shown.length === 0 ? [] : [{ name, tone: tone % TONES, families: shown, value }];
  });
}

function familyTiles({ name: resource, tone, families }: Group, measure: Measure, area: Rect): readonly Tile[] {
  const rects = squarify(
    families.map((family) => family[measure]),
    area,
  );
  const prefix = commonPrefix(families.map(({ name }) => name));
  return families.map(({ name, [measure]: value }, i) => {
    const id = `family ${name}`;
    return { id, name, prefix, value, tone, rect: rects[i]!, kind: 'family', resource, family: name };
  });
}

/** Length of the beginning of whole words that all names share. */
function commonPrefix(names: readonly string[]): number {
  const [first = '', ...others] = names;
  let length = others.length === 0 ? 0 : first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  return first.lastIndexOf('_', length - 1) + 1;
}

function labelTiles(family: FamilyCardinality, measure: Measure, area: Rect): readonly Tile[] {
  const { name, resource } = family;
  const isPacked = measure === 'packedBytes';
  // Series have all labels at once: only bytes can be divided among them.
  const whole = isPacked ? family.packedBytes : family.rawBytes;
  const labels = family.labels
    .map((label) => ({ label, value: isPacked ? whole * packedShare(family, label) : label.rawBytes }))
    .sort((a, b) => b.value - a.value);
  const others = Math.max(0, whole - labels.reduce((sum, { value }) => sum + value, 0));
  const parts: Omit<Tile, 'rect'>[] = [
    ...labels.map(({ label, value }, i) => ({
      ...{ id: `label ${label.name}`, name: label.name, value, tone: i % TONES },
      ...{ prefix: 0, kind: 'label' as const, resource, family: name },
    })),
    {
      id: 'rest',
      name: 'name, value and comments',
      prefix: 0,
      value: others,
      tone: 0,
      kind: 'rest',
      resource,
      family: name,
    },
  ];
  parts.sort((a, b) => b.value - a.value);
  const rects = squarify(
    parts.map(({ value }) => value),
    area,
  );
  return parts.map((part, i) => ({ ...part, rect: rects[i]! }));
}

function inset({ x, y, width, height }: Rect): Rect {
  const head = height > 2 * HEAD ? HEAD : 0;
  return {
    x: x + GAP,
    y: y + head + GAP,
    width: Math.max(0, width - 2 * GAP),
    height: Math.max(0, height - head - 2 * GAP),
  };
}

/** A tile of less than a pixel is no target; the table has its family. */
function isVisible({ rect }: Tile): boolean {
  return rect.width >= 2 && rect.height >= 2;
}

function sorted<T extends Readonly<Record<Measure, number>>>(values: readonly T[], measure: Measure): readonly T[] {
  return [...values].sort((a, b) => b[measure] - a[measure]);
}
