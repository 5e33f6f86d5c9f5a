/**
 * Replaces what is not PromQL in expressions of dashboards and templates: Grafana's variables (`$name`, `${name:format}`, `[[name]]`) as
 * durations where a duration is expected, else as a word that stands for any text. `ANY_TEXT` in a metric name makes it a pattern.
 */
export const ANY_TEXT = 'ksm_any_text';

const VARIABLE = /\$\{[^}]*\}|\[\[[^\]]*\]\]|\$(?!\d)\w+/g;

/** Returns the expression with its variables replaced. */
export function interpolate(expression: string): string {
  return expression
    .replace(
      /\[\s*(?:\$\{[^}]*\}|\$\w+|\[\[[^\]]*\]\])\s*(:\s*(?:\$\{[^}]*\}|\$\w+|\d+\w+)?\s*)?\]/g,
      (_, step?: string) => (step === undefined ? '[5m]' : '[5m:1m]'),
    )
    .replace(/\boffset\s+(-?)(?:\$\{[^}]*\}|\$\w+)/g, 'offset $11h')
    .replace(VARIABLE, ANY_TEXT);
}

/** Returns the pattern of a name that holds a variable; the name itself where it holds none. */
export function namePattern(name: string): string | RegExp {
  if (!name.includes(ANY_TEXT)) return name;
  return new RegExp(`^${name.split(ANY_TEXT).map(escaped).join('.*')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
