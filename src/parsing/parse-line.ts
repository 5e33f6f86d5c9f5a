import type { SampleLine } from './sample-line.ts';

const QUOTE = 34;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const SPACE = 32;
const TAB = 9;

/**
 * Finds the parts of a sample in `[start, end)` of the bytes, with or without labels, a timestamp, an exemplar, or the name in quotes
 * within the braces, as Prometheus 3 writes names in UTF-8. Returns undefined, or the reason why it is not a sample.
 */
export function parseLine(bytes: Buffer, start: number, end: number, line: SampleLine): string | undefined {
  line.bytes = bytes;
  line.start = start;
  line.end = end;
  line.labels = 0;
  let at = skipBlanks(bytes, start, end);
  line.nameStart = at;
  while (at < end && bytes[at] !== OPEN && !isBlank(bytes[at]!)) at++;
  line.nameEnd = at;
  at = skipBlanks(bytes, at, end);
  if (bytes[at] === OPEN && at < end) {
    at = parseLabels(bytes, at + 1, end, line);
    if (at < 0) return 'the labels are malformed';
    at = skipBlanks(bytes, at, end);
  }
  if (line.nameStart === line.nameEnd) return 'there is no metric name';
  if (!isNameStart(bytes[line.nameStart]!) && bytes[line.nameStart - 1] !== QUOTE)
    return 'the metric name is malformed';
  line.valueStart = at;
  while (at < end && !isBlank(bytes[at]!)) at++;
  line.valueEnd = at;
  if (line.valueStart === at) return 'there is no value';
  return isNumber(bytes, line.valueStart, at) ? undefined : 'the value is not a number';
}

/** Returns the place behind the closing brace; -1: malformed. */
function parseLabels(bytes: Buffer, from: number, end: number, line: SampleLine): number {
  let at = from;
  for (;;) {
    at = skipBlanks(bytes, at, end);
    if (at >= end) return -1;
    if (bytes[at] === CLOSE) return at + 1;
    const quoted = bytes[at] === QUOTE;
    const nameStart = quoted ? at + 1 : at;
    const nameEnd = quoted ? closingQuote(bytes, nameStart, end) : endOfName(bytes, at, end);
    if (nameEnd < 0 || nameEnd === nameStart) return -1;
    at = skipBlanks(bytes, quoted ? nameEnd + 1 : nameEnd, end);
    if (bytes[at] === EQUALS && at < end) {
      at = skipBlanks(bytes, at + 1, end);
      if (bytes[at] !== QUOTE || at >= end) return -1;
      const valueEnd = closingQuote(bytes, at + 1, end);
      if (valueEnd < 0) return -1;
      line.addLabel(nameStart, nameEnd, at + 1, valueEnd);
      at = skipBlanks(bytes, valueEnd + 1, end);
    } else if (quoted && line.nameStart === line.nameEnd) {
      line.nameStart = nameStart;
      line.nameEnd = nameEnd;
    } else return -1;
    if (at >= end) return -1;
    if (bytes[at] === COMMA) at++;
    else if (bytes[at] !== CLOSE) return -1;
  }
}

/** Returns the place of the quote that ends a text; -1: there is none. */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}

function endOfName(bytes: Buffer, from: number, end: number): number {
  if (!isNameStart(bytes[from]!)) return -1;
  let at = from + 1;
  while (at < end && (isNameStart(bytes[at]!) || isDigit(bytes[at]!))) at++;
  return at;
}

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at]!)) at++;
  return at;
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
/** A letter, an underscore or a colon. */
const isNameStart = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte === 95 || byte === 58;

/** Whether these bytes are a number as Go's strconv.ParseFloat takes it; most are digits only. */
function isNumber(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isDigit(bytes[at]!)) return NUMBER.test(bytes.toString('latin1', start, end));
  }
  return true;
}

const NUMBER = /^[+-]?(?:inf|infinity|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+(?:\.[\da-f]*)?(?:p[+-]?\d+)?)$/i;
