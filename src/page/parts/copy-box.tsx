import { copy } from '../state/actions.ts';

/** Shows a text to copy, with a button that does so. */
export function CopyBox({ label, text }: { label: string; text: string }) {
  return (
    <div class="copy-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls has to be reachable by keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <button type="button" onClick={() => copy(text)} aria-label={`Copy ${label}`}>
        Copy
      </button>
    </div>
  );
}
