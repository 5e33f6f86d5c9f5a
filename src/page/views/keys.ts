import { zoom } from '../state/actions.ts';
import { detail, filter, focus, isHelpOpen, isPanelOpen } from '../state/state.ts';

/** Keys of the page, for the help. */
export const KEYS: readonly (readonly [key: string, effect: string])[] = [
  ['/', 'go to the filter'],
  ['?', 'show or hide this help'],
  ['Tab', 'go to the next control'],
  ['← → ↑ ↓', 'in the map, go to the next tile'],
  ['Enter', 'in the map, open a tile'],
  ['Space', 'in the map, leave a tile out or take it in again'],
  ['Esc', 'close what is open; in the map, go back up'],
];

/** Listens to the keys that work anywhere. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isText = event.target instanceof HTMLInputElement && /^(?:text|search|number)$/.test(event.target.type);
    if (event.key === 'Escape') leave(isText ? (event.target as HTMLInputElement) : undefined);
    else if (isText || event.target instanceof HTMLSelectElement) return;
    else if (event.key === '/') {
      event.preventDefault();
      document.getElementById('filter')?.focus();
    } else if (event.key === '?') isHelpOpen.value = !isHelpOpen.value;
  });
}

/** Closes what was opened last. */
function leave(field: HTMLInputElement | undefined): void {
  if (isHelpOpen.value) isHelpOpen.value = false;
  else if (field?.id === 'filter') {
    if (filter.value === '') field.blur();
    filter.value = '';
  } else if (isPanelOpen.value) isPanelOpen.value = false;
  else if (detail.value !== '') detail.value = '';
  else {
    const { resource, family } = focus.value;
    if (family !== undefined && resource !== undefined) zoom({ resource });
    else zoom({});
  }
}
