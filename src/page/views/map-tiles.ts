import type { Cardinality } from '../../explorer/cardinality.ts';
import { resourceNodes } from '../model/breakdown.ts';
import { packedShare } from '../model/label-share.ts';
import type { Measure } from '../model/measure.ts';
import { type Rect, squarify } from '../model/treemap.ts';

/** Rectangle of the map. */
export interface Tile {
  readonly id: string;
  readonly name: string;
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
  const nodes = sorted(resourceNodes(families), measure).map((node, tone) => ({
    ...node,
    tone: tone % TONES,
    families: sorted(
      node.families.filter(({ name }) => accepts(`${name} ${node.name}`)),
      measure,
    ),
  }));
  const shown = nodes.filter((node) => focus.resource === undefined || node.name === focus.resource);
  const values = shown.map((node) => node.families.reduce((sum, each) => sum + each[measure], 0));
  const ordered = shown.map((node, i) => ({ node, value: values[i]! })).sort((a, b) => b.value - a.value);
  const rects = squarify(
    ordered.map(({ value }) => value),
    area,
  );
  return ordered.flatMap(({ node, value }, i) => {
    const { name, tone } = node;
    const rect = rects[i]!;
    const head: Tile = {
      id: `resource ${name}`,
      name: name || '(other)',
      value,
      tone,
      rect,
      kind: 'resource',
      resource: name,
    };
    const inner = focus.resource === undefined ? inset(rect) : rect;
    const below = squarify(
      node.families.map((each) => each[measure]),
      inner,
    ).map((each, j): Tile => {
      const { name: own } = node.families[j]!;
      const size = node.families[j]![measure];
      return {
        id: `family ${own}`,
        name: own,
        value: size,
        tone,
        rect: each,
        kind: 'family',
        resource: name,
        family: own,
      };
    });
    return focus.resource === undefined ? [head, ...below.filter(isVisible)] : below;
  });
}

function labelTiles(family: Cardinality['families'][number], measure: Measure, area: Rect): readonly Tile[] {
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
      ...{ kind: 'label' as const, resource, family: name },
    })),
    { id: 'rest', name: 'name, value and comments', value: others, tone: 0, kind: 'rest', resource, family: name },
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
