import { parseSnapshot } from '../model/snapshot.ts';
import { type LeftOut, NOTHING, type Profile } from '../model/what-if.ts';
import { applyTheme, copyText, fileTime, goTo, loadData, runUsageScript, saveFile, systemIsDark } from '../world.ts';
import {
  cardinality,
  data,
  droppedUsage,
  focus,
  leftOut,
  loadError,
  message,
  snapshot,
  theme,
  unread,
  VIEWS,
  type View,
  view,
} from './state.ts';

/** Reads the data; a failure keeps the data that is shown. */
export async function load(): Promise<void> {
  try {
    data.value = await loadData();
    loadError.value = '';
  } catch (error) {
    loadError.value = (error as Error).message;
  }
}

/** Shows the view of a fragment; the map for an unknown one. */
export function showFragment(fragment: string): void {
  view.value = VIEWS.find(({ id }) => id === fragment)?.id ?? 'map';
}

/** Goes to a view. */
export function show(next: View): void {
  goTo(next);
}

/** Shows a part of the map. */
export function zoom(next: typeof focus.value): void {
  focus.value = next;
}

type Kind = 'families' | 'namespaces' | 'labels';

/** Leaves names out, or takes them in again. */
export function setLeftOut(kind: Kind, names: Iterable<string>, out: boolean): void {
  const next = new Set(leftOut.value[kind]);
  for (const name of names) {
    if (out) next.add(name);
    else next.delete(name);
  }
  leftOut.value = { ...leftOut.value, [kind]: next } as LeftOut;
}

/** Chooses a profile. */
export function setProfile(profile: Profile): void {
  leftOut.value = { ...leftOut.value, profile };
}

/** Takes everything in again. */
export function reset(): void {
  leftOut.value = NOTHING;
  message.value = 'Nothing is left out';
}

/** Leaves out every family that nothing reads. */
export function leaveOutUnread(): void {
  const { families } = unread.value ?? {};
  if (!families) return;
  setLeftOut('families', families, true);
  message.value = `${families.size} families left out`;
}

/** Switches between light and dark. */
export function switchTheme(): void {
  const isDark = theme.value === 'dark' || (theme.value === 'auto' && systemIsDark());
  theme.value = isDark ? 'light' : 'dark';
  applyTheme(theme.value);
}

/** Copies a text and says so. */
export async function copy(text: string): Promise<void> {
  message.value = (await copyText(text)) ? 'Copied' : 'The browser does not permit copying; select the text';
}

/** Saves the data as a file. */
export function save(): void {
  const current = data.value;
  if (current) saveFile(`explorer-${fileTime(current.takenAtMs)}.json`, JSON.stringify(current));
}

/** Reads a snapshot to compare with. */
export async function openSnapshot(file: File): Promise<void> {
  try {
    snapshot.value = { name: file.name, data: parseSnapshot(await file.text()) };
    message.value = `Compared with ${file.name}`;
    show('diff');
  } catch (error) {
    message.value = `${file.name}: ${(error as Error).message}`;
  }
}

/** Reads rules and dashboards. */
export async function openUsage(files: readonly File[]): Promise<void> {
  const current = cardinality.value;
  if (!current || files.length === 0) return;
  message.value = `Reading ${files.length} files …`;
  try {
    if (!globalThis.readUsage) await runUsageScript();
    const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
    droppedUsage.value = globalThis.readUsage!(texts, current);
    message.value = `Read ${droppedUsage.value.usage.expressions} expressions`;
  } catch (error) {
    message.value = (error as Error).message;
  }
}

/** Reads files that were dropped anywhere: a snapshot, or else rules and dashboards. */
export async function openDropped(files: readonly File[]): Promise<void> {
  const [first] = files;
  if (files.length === 1 && first && isSnapshot(await first.slice(0, 4096).text())) await openSnapshot(first);
  else {
    show('usage');
    await openUsage(files);
  }
}

function isSnapshot(beginning: string): boolean {
  return /^\s*\{\s*"version"\s*:/.test(beginning) && beginning.includes('"cardinality"');
}
