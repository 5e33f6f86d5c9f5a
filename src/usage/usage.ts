import type { Expression } from './expressions.ts';
import { ANY_TEXT, interpolate, namePattern } from './interpolation.ts';
import { ALL_LABELS, includes, type LabelSet, union } from './label-set.ts';
import { type Selector, selectorsOf } from './selectors.ts';

/** A file and its expressions. */
export interface UsageFile {
  readonly name: string;
  readonly expressions: readonly Expression[];
}

/** Readers of a family, and the labels that they read of it. */
export interface FamilyUsage {
  /** `FILE: title`, each once; also those that read it by way of recorded series. */
  readonly places: readonly string[];
  readonly labels: LabelSet;
}

/** Families and labels that files read. */
export interface Usage {
  /** Returns what reads a family, by the names of its samples; undefined: nothing does. */
  of(names: readonly string[]): FamilyUsage | undefined;
  readonly expressions: number;
  /** Expressions that are not PromQL: every name in them counts as read. */
  readonly unparsed: readonly string[];
  /** Expressions that may read every family. */
  readonly unbounded: readonly string[];
}

interface Place {
  readonly place: string;
  readonly records: string | undefined;
}

interface Read extends Place {
  readonly selector: Selector;
}

interface Mention extends Place {
  readonly text: string;
}

/**
 * Computes what expressions read. What cannot be told counts as read: an expression that is not PromQL reads every name in it. A family
 * that a recording rule reads is read where the recorded series is.
 */
export function usageOf(files: readonly UsageFile[]): Usage {
  const reads: Read[] = [];
  const unparsed: string[] = [];
  const texts: Mention[] = [];
  let expressions = 0;
  for (const { name, expressions: all } of files) {
    for (const { title, text, records } of all) {
      expressions++;
      const place = title === '' ? name : `${name}: ${title}`;
      const selectors = selectorsOfQuery(text);
      if (selectors) reads.push(...selectors.map((selector) => ({ selector, place, records })));
      else {
        unparsed.push(place);
        texts.push({ text, place, records });
      }
    }
  }
  const unbounded = reads.filter(({ selector }) => selector.name === undefined).map(({ place }) => place);
  return {
    expressions,
    unparsed: [...new Set(unparsed)],
    unbounded: [...new Set(unbounded)],
    of: (names) => familyUsage(names, reads, texts),
  };
}

function familyUsage(
  names: readonly string[],
  reads: readonly Read[],
  texts: readonly Mention[],
): FamilyUsage | undefined {
  const found = reads.filter(({ selector }) => names.some((name) => matches(selector, name)));
  const mentioned = texts.filter(({ text }) => names.some((name) => mentions(text, name)));
  if (found.length + mentioned.length === 0) return undefined;
  const all = [...found.map(({ selector }) => selector.labels), ...mentioned.map(() => ALL_LABELS)];
  const places = new Map<string, Place>();
  follow([...found, ...mentioned], reads, texts, places);
  return { places: [...new Set([...places.values()].map(({ place }) => place))], labels: all.reduce(union) };
}

/** Adds places, and those that read what they record. */
function follow(
  readers: readonly Place[],
  reads: readonly Read[],
  texts: readonly Mention[],
  places: Map<string, Place>,
): void {
  for (const reader of readers) {
    const { place, records } = reader;
    const key = `${place} ${records}`;
    if (places.has(key)) continue;
    places.set(key, reader);
    if (records === undefined) continue;
    // What may read anything says nothing about this series.
    const next = reads.filter(({ selector }) => selector.name !== undefined && matches(selector, records));
    follow([...next, ...texts.filter(({ text }) => mentions(text, records))], reads, texts, places);
  }
}

function matches({ name }: Selector, family: string): boolean {
  if (name === undefined) return true;
  return typeof name === 'string' ? name === family : name.test(family);
}

/** Whether a text has a name as a word of its own. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[\w:]/.test(around)) return true;
  }
  return false;
}

/** Selectors of PromQL, or of a query of Grafana's variables; undefined: neither. */
function selectorsOfQuery(text: string): readonly Selector[] | undefined {
  const plain = interpolate(text.trim());
  if (plain === '') return [];
  const values = /^(?:label_values|query_result|metrics|label_names)\s*\((.*)\)\s*$/s.exec(plain);
  const selectors = values ? selectorsOfVariable(plain, values[1]!) : selectorsOf(plain);
  return selectors?.map(({ name, labels }) => ({
    name: typeof name === 'string' ? namePattern(name) : name && patternOf(name),
    labels,
  }));
}

/** Queries of variables: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/. */
function selectorsOfVariable(query: string, inner: string): readonly Selector[] | undefined {
  if (query.startsWith('query_result')) return selectorsOf(inner);
  // They list names of labels or metrics, whichever there are.
  if (query.startsWith('label_names')) return [];
  if (query.startsWith('metrics')) {
    try {
      return [{ name: new RegExp(inner.trim()), labels: ALL_LABELS }];
    } catch {
      return undefined;
    }
  }
  const comma = inner.lastIndexOf(',');
  // Without a series, the values of a label of any.
  if (comma < 0) return [];
  const label = inner.slice(comma + 1).trim();
  return selectorsOf(inner.slice(0, comma))?.map(({ name, labels }) => {
    const matched = labels.all ? [...labelsOfMatchers(inner.slice(0, comma))] : [...labels.names];
    return { name, labels: { all: false, names: new Set([...matched, label]) } };
  });
}

function labelsOfMatchers(selector: string): Iterable<string> {
  return [...selector.matchAll(/([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1]!);
}

/** A pattern in which a variable stands for any text. */
function patternOf(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replaceAll(ANY_TEXT, '.*'), pattern.flags);
}

/** Returns the labels of a family that nothing reads. */
export function unreadLabels(usage: FamilyUsage, labels: readonly string[]): readonly string[] {
  return labels.filter((label) => !includes(usage.labels, label));
}
