/** A number by its text, so that neither 1.0 nor 2^53 + 1 becomes another one. */
class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Begins a string that stands for a number until the text is complete; no text of people begins with it. */
const MARK = '\0number:';
const MARKED = /"\\u0000number:([-+.\deE]+)"/g;

/**
 * Parses JSON with numbers as they are written, for `writeExact`; where the runtime does not tell how they are (before Node 21), as numbers.
 * Throws SyntaxError.
 */
export function readExact(text: string): unknown {
  return JSON.parse(text, (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? new ExactNumber(context.source) : value,
  ) as unknown;
}

/** Writes JSON; bigints and numbers of `readExact` stand as they are. (JSON.rawJSON would do it from Node 21 on.) */
export function writeExact(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'bigint') return MARK + each;
    return each instanceof ExactNumber ? MARK + each.text : each;
  });
  return text.replaceAll(MARKED, '$1');
}
