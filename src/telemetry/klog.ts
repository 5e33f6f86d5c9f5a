/** Severity of a log line, by the letter that begins it. */
export type Severity = 'I' | 'W' | 'E';

/** Header of a line. */
export interface LineHeader {
  readonly severity: Severity;
  /** Local time, `mmdd hh:mm:ss.uuuuuu`. */
  readonly time: string;
  readonly pid: number;
  /** Source file and line, `reload.ts:42`. */
  readonly place: string;
}

/**
 * Formats a structured log line as klog does (https://github.com/kubernetes/klog): `I0102 15:04:05.678901       1 file.ts:42]
 * "Text" key="value"`. Without a header only the text and the fields are written.
 */
export function formatKlog(header: LineHeader | undefined, text: string, fields: object): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${formatValue(value)}`);
  const { severity, time, pid, place } = header ?? {};
  const lead = header ? `${severity}${time} ${String(pid).padStart(7)} ${place}] ` : '';
  return `${lead}${quote(text)}${pairs.join('')}\n`;
}

/** Texts of several lines are indented between `<` and `>`, so that each line of the log still begins with a header or a tab. */
function formatValue(value: unknown): string {
  if (typeof value === 'string') return value.includes('\n') ? `<\n\t${indent(value)}\n >` : quote(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return JSON.stringify(value) ?? String(value);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => quote(line).slice(1, -1))
    .join('\n\t');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
