import { ExpositionReader } from '../parsing/exposition-reader.ts';

/** A sample of an exposition. */
export interface ExpositionSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Samples of one name, and what comments say about them. */
export interface ExpositionFamily {
  readonly name: string;
  readonly help: string | undefined;
  readonly type: string | undefined;
  readonly samples: readonly ExpositionSample[];
}

/**
 * Parses an exposition as a whole: families by the name of their samples, in the order in which they come. For large ones use
 * `ExpositionReader`, which keeps nothing. Throws a SyntaxError with the number of the first line that is no sample.
 */
export function parseExposition(text: string | Buffer): readonly ExpositionFamily[] {
  const families = new Map<string, { name: string; help?: string; type?: string; samples: ExpositionSample[] }>();
  const familyOf = (name: string): { help?: string; type?: string; samples: ExpositionSample[] } => {
    const known = families.get(name) ?? { name, samples: [] };
    families.set(name, known);
    return known;
  };
  const reader = new ExpositionReader({
    comment: (kind, name, text) => {
      if (kind === 'HELP') familyOf(name).help = text.replace(/\\(\\|n)/g, (_, c) => (c === 'n' ? '\n' : '\\'));
      else familyOf(name).type = text;
    },
    sample: (line) => {
      const labels: Record<string, string> = {};
      for (let i = 0; i < line.labels; i++) labels[line.labelName(i)] = line.labelValue(i);
      const { name, value } = line;
      familyOf(name).samples.push({ name, labels, value });
    },
    bad: (line, problem) => {
      throw new SyntaxError(`line ${line}: ${problem}`);
    },
  });
  reader.push(Buffer.from(text));
  reader.finish();
  return [...families.values()].map(({ name, help, type, samples }) => ({ name, help, type, samples }));
}
