/** What `/metrics` shows of a family. */
interface Shown {
  readonly headers: string[];
  /** Values by label set; the reference may show a label set more than once. */
  readonly series: Map<string, Set<string>>;
  /** Label sets in the forms that are as good, where the reference has labels whose valid names are the same. */
  readonly others: Map<string, readonly string[]>;
}

/** A family in which two expositions differ. */
export interface Difference {
  readonly family: string;
  /** Lines that one alone has: `-` the reference, `+` this program. */
  readonly lines: readonly string[];
}

/**
 * Compares expositions series by series. What is decided to be different is levelled, and nothing else: label names are made
 * valid, and of series of one object with the same labels one is enough, with the value of any of them.
 */
export function compareExpositions(reference: string, own: string): readonly Difference[] {
  const [wanted, got] = [parse(reference), parse(own)];
  const differences: Difference[] = [];
  for (const family of new Set([...wanted.keys(), ...got.keys()])) {
    // Metrics whose names are not valid are left out.
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(family) && !got.has(family)) continue;
    const lines = differencesOf(wanted.get(family) ?? empty(), got.get(family) ?? empty());
    if (lines.length > 0) differences.push({ family, lines });
  }
  return differences;
}

const empty = (): Shown => ({ headers: [], series: new Map(), others: new Map() });

function differencesOf(wanted: Shown, got: Shown): readonly string[] {
  const lines: string[] = [];
  if (wanted.headers.join('\n') !== got.headers.join('\n'))
    lines.push(...wanted.headers.map((line) => `- ${line}`), ...got.headers.map((line) => `+ ${line}`));
  const matched = new Set<string>();
  for (const [labels, values] of wanted.series) {
    const form = [labels, ...(wanted.others.get(labels) ?? [])].find((each) => got.series.has(each));
    if (form !== undefined) matched.add(form);
    const [value = undefined, ...more] = form === undefined ? [] : got.series.get(form)!;
    if (value === undefined || more.length > 0 || !values.has(value)) {
      lines.push(`- ${labels} ${[...values].join(' or ')}`);
      if (form !== undefined) lines.push(`+ ${form} ${[value, ...more].join(' and ')}`);
    }
  }
  for (const [labels, values] of got.series)
    if (!matched.has(labels)) lines.push(`+ ${labels} ${[...values].join(' and ')}`);
  return lines;
}

const HEADER = /^# (?:HELP|TYPE) (\S*) /;

function parse(text: string): ReadonlyMap<string, Shown> {
  const families = new Map<string, Shown>();
  const of = (name: string): Shown => {
    const known = families.get(name);
    if (known) return known;
    const added = empty();
    families.set(name, added);
    return added;
  };
  for (const line of text.split('\n')) {
    const header = HEADER.exec(line);
    if (header) of(header[1]!).headers.push(line);
    else if (line !== '' && line !== '# EOF') addSeries(line, of);
  }
  return families;
}

function addSeries(line: string, of: (name: string) => Shown): void {
  const end = line.lastIndexOf(' ');
  const name = /^[^{ ]*/.exec(line)![0];
  const shown = of(name);
  const forms = formsOf(line.slice(name.length, end));
  const [labels] = forms;
  const values = shown.series.get(labels!) ?? new Set();
  values.add(line.slice(end + 1));
  shown.series.set(labels!, values);
  if (forms.length > 1) shown.others.set(labels!, forms.slice(1));
}

const LABEL = /([^,{]*?)="((?:[^"\\]|\\.)*)"[,}]/gs;

/** The label set with valid names in the order of their names; a form for each value where names fall together. */
function formsOf(labels: string): readonly string[] {
  let forms: Map<string, string>[] = [new Map()];
  for (const [, given, value] of labels.matchAll(LABEL)) {
    const name = validName(given!);
    const taken = forms[0]!.has(name);
    const set = forms.map((form) => new Map(form).set(name, value!));
    forms = taken ? [...forms, ...set] : set;
  }
  return forms.map(
    (form) =>
      `{${[...form]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => `${k}="${v}"`)
        .join()}}`,
  );
}

function validName(name: string): string {
  const valid = name.replace(/[^a-zA-Z0-9_]/gu, '_');
  return valid === '' || /^\d/.test(valid) ? `_${valid}` : valid;
}
