import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Measure, measureText, shareText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { type Direction, neighbor } from '../model/treemap.ts';
import { inProfile, labelKey } from '../model/what-if.ts';
import { setLeftOut, zoom } from '../state/actions.ts';
import { cardinality, filter, focus, leftOut, measure, unread } from '../state/state.ts';
import { layOut, type Tile } from './map-tiles.ts';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Width of a character in pixels, about. */
const CHARACTER = 7.5;
/** Space of a tile that is not for its name: padding, and the mark of an unread family. */
const MARGIN = 26;

/** Map of resources, families and labels. */
export function MapView() {
  const { place, size } = useSize();
  const [current, setCurrent] = useState(0);
  const all = cardinality.value!;
  const { family } = focus.value;
  const shown: Measure = family !== undefined && measure.value === 'series' ? 'rawBytes' : measure.value;
  const accepts = wordFilter(family === undefined ? filter.value : '');
  const tiles = layOut(all, focus.value, shown, accepts, { x: 0, y: 0, ...size });
  const active = Math.min(current, tiles.length - 1);
  const go = (index: number): void => {
    setCurrent(index);
    place.current?.querySelectorAll<HTMLElement>('.tile')[index]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = ARROWS[event.key];
    const tile = tiles[active];
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    if (direction)
      go(
        neighbor(
          tiles.map(({ rect }) => rect),
          active,
          direction,
        ),
      );
    else if (event.key === ' ') toggle(tile);
    else return;
    event.preventDefault();
  };
  return (
    <section aria-label="Map">
      <Path measure={shown} />
      <fieldset class="map" ref={place} onKeyDown={onKeyDown}>
        <legend class="hidden">Tiles; the arrow keys go from one to the next</legend>
        {tiles.map((tile, i) => (
          <TileButton
            key={tile.id}
            tile={tile}
            measure={shown}
            isActive={i === active}
            onFocus={() => setCurrent(i)}
            onOpen={() => open(tile, () => setCurrent(0))}
          />
        ))}
        {tiles.length === 0 && <p class="empty">No family has all of these words.</p>}
      </fieldset>
    </section>
  );
}

function open({ kind, resource, family }: Tile, opened: () => void): void {
  if (kind === 'resource') zoom({ resource });
  else if (kind === 'family') zoom({ resource, family: family! });
  else return;
  opened();
}

function stateClasses(tile: Tile): readonly string[] {
  return [isOut(tile) ? 'out' : '', isUnread(tile) ? 'unread' : ''];
}

/** Leaves the part of a tile out, or takes it in again. */
function toggle({ kind, name, resource, family }: Tile): void {
  const { families, labels } = leftOut.value;
  if (kind === 'family') setLeftOut('families', [family!], !families.has(family!));
  else if (kind === 'label' && resource !== '') {
    const key = labelKey(resource, name);
    setLeftOut('labels', [key], !labels.has(key));
  } else if (kind === 'resource') {
    const names = cardinality.value!.families.flatMap((each) => (each.resource === resource ? [each.name] : []));
    setLeftOut('families', names, !names.every((each) => families.has(each)));
  }
}

function TileButton(props: {
  tile: Tile;
  measure: Measure;
  isActive: boolean;
  onFocus: () => void;
  onOpen: () => void;
}) {
  const { tile, measure: shown, isActive } = props;
  const { x, y, width, height } = tile.rect;
  const size = measureText(shown, tile.value);
  const states = [isOut(tile) ? 'left out' : '', isUnread(tile) ? 'read by nothing' : ''].filter(Boolean);
  const more = [shareText(shown, tile.value, cardinality.value!.total[shown]), ...states].join(', ');
  const classes = [`tile tone-${tile.tone}`, tile.kind, ...stateClasses(tile), height > 70 ? 'tall' : ''];
  // Text that does not fit is left to the hint, so that no tile shows half a line.
  const isShort = tile.name.length * CHARACTER > width - MARGIN;
  const isNamed = width > 46 && height > 16;
  const isSized = isNamed && (tile.kind === 'resource' ? width > 150 : width > 70 && height > 34);
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(' ')}
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
      tabIndex={isActive ? 0 : -1}
      title={`${tile.name}: ${size}, ${more}`}
      onFocus={props.onFocus}
      onClick={props.onOpen}
    >
      {isNamed ? (
        <>
          <span class="tile-name">
            {isShort && tile.prefix > 0 && <span class="hidden">{tile.name.slice(0, tile.prefix)}</span>}
            {isShort ? tile.name.slice(tile.prefix) : tile.name}
          </span>
          <span class="hidden">: </span>
          <span class={isSized ? 'tile-size' : 'hidden'}>{size}</span>
          <span class="hidden">, {more}</span>
        </>
      ) : (
        <span class="faint">{`${tile.name}: ${size}, ${more}`}</span>
      )}
    </button>
  );
}

function isOut({ kind, name, resource, family }: Tile): boolean {
  if (kind === 'label') return leftOut.value.labels.has(labelKey(resource, name));
  if (kind !== 'family') return false;
  return leftOut.value.families.has(family!) || !inProfile(leftOut.value.profile, family!);
}

function isUnread({ kind, name, resource, family }: Tile): boolean {
  if (kind === 'label') return unread.value?.labels.has(labelKey(resource, name)) ?? false;
  return kind === 'family' && (unread.value?.families.has(family!) ?? false);
}

/** Way to the part that is shown. */
function Path({ measure: shown }: { measure: Measure }) {
  const { resource, family } = focus.value;
  const { families, total } = cardinality.value!;
  const part = families.reduce((sum, each) => {
    const isIn = family === undefined ? resource === undefined || each.resource === resource : each.name === family;
    return isIn ? sum + each[shown] : sum;
  }, 0);
  return (
    <p class="path">
      <button type="button" disabled={resource === undefined} onClick={() => zoom({})}>
        All resources
      </button>
      {resource !== undefined && (
        <>
          <span aria-hidden="true">›</span>
          <button type="button" disabled={family === undefined} onClick={() => zoom({ resource })}>
            {resource || '(other)'}
          </button>
        </>
      )}
      {family !== undefined && (
        <>
          <span aria-hidden="true">›</span>
          <span>{family}</span>
        </>
      )}
      <span class="path-size">
        {measureText(shown, part)}, {shareText(shown, part, total[shown])}
        {family !== undefined && measure.value === 'series' ? '; labels by their bytes of text' : ''}
      </span>
    </p>
  );
}

/** Size of an element in pixels, followed as it changes. */
function useSize() {
  const place = useRef<HTMLFieldSetElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = place.current!;
    const read = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, []);
  return { place, size };
}
