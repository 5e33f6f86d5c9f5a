import type { ExplorerData } from '../explorer/data.ts';

/** Everything that the page does to the browser. */

/** Reads the data: from the page itself where it is one file, else from the server beside the page. Throws an Error with a reason. */
export async function loadData(): Promise<ExplorerData> {
  const own = document.getElementById('data')?.textContent;
  if (own) return JSON.parse(own) as ExplorerData;
  const response = await fetch('data.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`data.json: status ${response.status} ${(await response.text()).slice(0, 200)}`);
  return (await response.json()) as ExplorerData;
}

/** Whether the page is one file with its data, which cannot be read again. */
export function isSelfContained(): boolean {
  return document.getElementById('data') !== null;
}

/** Unix time in milliseconds. */
export function now(): number {
  return Date.now();
}

/** Writes a time as people of this place do, with the offset from UTC. */
export function timeText(unixMs: number): string {
  return new Date(unixMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Writes a time for the name of a file. */
export function fileTime(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Offers a text as a file to save. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Copies a text; resolves to whether that was permitted. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** Copies where the clipboard is closed to scripts, as on pages over plain HTTP. */
function copySelected(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  return isDone;
}

/** Theme of the page. */
export type Theme = 'auto' | 'light' | 'dark';
const THEME_KEY = 'explorer-theme';

/** Reads the theme that was chosen last. */
export function savedTheme(): Theme {
  try {
    const value = localStorage.getItem(THEME_KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    // Storage is closed to files in some browsers.
    return 'auto';
  }
}

/** Shows a theme, and keeps it for the next time. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Then it lasts as long as the page.
  }
}

/** Whether the system asks for dark colors. */
export function systemIsDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Calls back with the fragment of the URL, at once and whenever it changes. */
export function followFragment(changed: (fragment: string) => void): void {
  const read = (): void => changed(location.hash.slice(1));
  addEventListener('hashchange', read);
  read();
}

/** Goes to a fragment, which becomes a step of the history. */
export function goTo(fragment: string): void {
  location.hash = fragment;
}

/** Calls back when the page has nothing else to do. Returns a function that prevents it. */
export function whenIdle(call: () => void): () => void {
  // Safari has none before version 18.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(call, 50);
    return () => clearTimeout(timer);
  }
  const id = requestIdleCallback(call, { timeout: 500 });
  return () => cancelIdleCallback(id);
}

/** Runs the reader of rules and dashboards, a script of its own that pages without such files never load. */
export function runUsageScript(): Promise<void> {
  const embedded = document.getElementById('usage-code')?.textContent;
  const script = document.createElement('script');
  script.type = 'module';
  return new Promise((resolve, reject) => {
    document.addEventListener('usage-ready', () => resolve(), { once: true });
    script.addEventListener('error', () => reject(new Error('usage.js cannot be loaded')));
    // The policy of a self-contained page has the hash of this text.
    if (embedded) script.textContent = embedded;
    else script.src = 'usage.js';
    document.head.append(script);
  });
}
