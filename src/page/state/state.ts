import { computed, signal } from '@preact/signals';
import type { ExplorerData, UsageData } from '../../explorer/data.ts';
import { diffOf } from '../model/diff.ts';
import type { Measure } from '../model/measure.ts';
import { unreadOf } from '../model/unread.ts';
import { type LeftOut, NOTHING, restOf } from '../model/what-if.ts';
import type { Theme } from '../world.ts';

/** Views in the order of the tabs. */
export const VIEWS = [
  { id: 'map', name: 'Map' },
  { id: 'table', name: 'Table' },
  { id: 'namespaces', name: 'Namespaces' },
  { id: 'labels', name: 'Labels' },
  { id: 'diff', name: 'Diff' },
  { id: 'usage', name: 'Used by' },
  { id: 'process', name: 'Process' },
] as const;

/** Name of a view in the fragment of the URL. */
export type View = (typeof VIEWS)[number]['id'];

/** Data that is shown; undefined: not read yet. */
export const data = signal<ExplorerData | undefined>(undefined);
/** Reason why there is no data, or no newer one. */
export const loadError = signal('');
export const view = signal<View>('map');
export const measure = signal<Measure>('rawBytes');
export const filter = signal('');
export const theme = signal<Theme>('auto');
export const isHelpOpen = signal(false);
/** Whether the what-if panel is open where it is not beside the views. */
export const isPanelOpen = signal(false);
/** Resource and family that the map shows; none: everything. */
export const focus = signal<{ readonly resource?: string; readonly family?: string }>({});
/** Family or label whose details are shown above the rows. */
export const detail = signal('');
export const leftOut = signal<LeftOut>(NOTHING);
/** Limit of a response in MiB; empty or not a number: none. */
export const limitMiB = signal('');
/** Snapshot to compare with, and the name of its file. */
export const snapshot = signal<{ readonly name: string; readonly data: ExplorerData } | undefined>(undefined);
/** Usage by dropped files, which takes the place of the data's own. */
export const droppedUsage = signal<{ readonly usage: UsageData; readonly problems: readonly string[] } | undefined>(
  undefined,
);
/** Message for people and screen readers about what was just done. */
export const message = signal('');

export const cardinality = computed(() => data.value?.cardinality);
export const usage = computed(() => droppedUsage.value?.usage ?? data.value?.usage);
export const rest = computed(() => cardinality.value && restOf(cardinality.value, leftOut.value));
export const unread = computed(() =>
  cardinality.value && usage.value ? unreadOf(cardinality.value.families, usage.value) : undefined,
);
export const diff = computed(() =>
  cardinality.value && snapshot.value ? diffOf(snapshot.value.data.cardinality, cardinality.value) : undefined,
);
export const isAnythingLeftOut = computed(() => {
  const { families, namespaces, labels, profile } = leftOut.value;
  return families.size + namespaces.size + labels.size > 0 || profile !== 'full';
});
