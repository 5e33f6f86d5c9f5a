import { parseAllDocuments } from 'yaml';

/** An expression in a file, and the series that it records, if it does. */
export interface Expression {
  /** Name of the rule, or title of the panel; empty: none. */
  readonly title: string;
  readonly text: string;
  readonly records: string | undefined;
}

/** Keys of expressions: of rules and panels, of Grafana's variables, annotations, and recorded queries. */
const KEYS = new Set(['expr', 'query', 'definition', 'expression', 'metricsQuery', 'seriesQuery']);

/**
 * Finds the expressions in the text of a file: Prometheus rules, PrometheusRules, dashboards of Grafana as JSON or within ConfigMaps and
 * other objects, adapters' rules, values of Helm charts. Throws an Error where it is neither YAML nor JSON.
 */
export function expressionsOf(text: string): readonly Expression[] {
  const found: Expression[] = [];
  for (const value of parseDocuments(text)) walk(value, '', found);
  return found;
}

function parseDocuments(text: string): readonly unknown[] {
  if (text.trimStart().startsWith('{')) {
    try {
      return [JSON.parse(text)];
    } catch {
      // YAML may begin so too.
    }
  }
  const documents = parseAllDocuments(text, { logLevel: 'silent', strict: false });
  const all = 'empty' in documents ? [] : documents;
  const [error] = all.flatMap(({ errors }) => errors);
  if (error) throw new Error(error.message.split('\n')[0]!.replace(/:$/, ''));
  return all.map((document) => document.toJS({ maxAliasCount: 10_000 }) as unknown);
}

function walk(value: unknown, title: string, found: Expression[]): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, title, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Readonly<Record<string, unknown>>;
  const named = [fields.record, fields.alert, fields.title, fields.name].find((name) => typeof name === 'string');
  const own = typeof named === 'string' ? named : title;
  const record = fields.record;
  for (const [key, field] of Object.entries(fields)) {
    if (typeof field !== 'string') walk(field, own, found);
    else if (KEYS.has(key)) {
      found.push({
        title: own,
        text: field,
        records: key === 'expr' && typeof record === 'string' ? record : undefined,
      });
    } else if (isNested(field)) walkNested(field, own, found);
  }
}

/** Whether a text may be a file within a file, as ConfigMaps have them. */
function isNested(text: string): boolean {
  return text.includes('\n') ? /\b(?:expr|query)["']?\s*:/.test(text) : /^\s*\{.*"(?:expr|query)"\s*:/s.test(text);
}

function walkNested(text: string, title: string, found: Expression[]): void {
  try {
    for (const value of parseDocuments(text)) walk(value, title, found);
  } catch {
    // A text that only looks like a file; what it names counts as read.
    found.push({ title, text, records: undefined });
  }
}
