import { useEffect, useRef } from 'preact/hooks';
import { isHelpOpen } from '../state/state.ts';
import { KEYS } from './keys.ts';

/** Keys, and the meaning of figures. */
export function Help() {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => place.current?.showModal(), []);
  return (
    <dialog ref={place} aria-labelledby="help-title" onClose={() => (isHelpOpen.value = false)}>
      <h2 id="help-title">Help</h2>
      <dl class="keys">
        {KEYS.map(([key, effect]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      <ul>
        <li>Series and text of families are exact; text includes the HELP and TYPE lines.</li>
        <li>
          Compressed bytes are those of gzip as scrapes have it; shares of labels and namespaces in them are estimates.
        </li>
        <li>Distinct values are exact up to 256, beyond that mostly within 5 %.</li>
        <li>
          Files can be dropped anywhere: a saved snapshot, or rules and dashboards. They do not leave the browser.
        </li>
      </ul>
      <button type="button" onClick={() => (isHelpOpen.value = false)}>
        Close
      </button>
    </dialog>
  );
}
