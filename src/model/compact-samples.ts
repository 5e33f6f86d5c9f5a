/**
 * Samples in short. The samples of a family of one object begin all the same: with the family's name and the object's identity
 * labels, as `{namespace="a",pod="b"`, which may be none. In short each is what follows: further labels, the brace, the value,
 * and the newline that ends it; there is no other newline in it.
 */

const NEWLINE = 0x0a;

/** A range of `bytes`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Writes samples out in full, within `bytes`: each line of `lines` after `name` and `identity`, from `to` on, which
 * must be after all of them. Returns the end.
 */
export function expandSamples(
  bytes: Buffer,
  lines: ByteRange,
  name: ByteRange,
  identity: ByteRange,
  to: number,
): number {
  let at = to;
  let from = lines.start;
  while (from < lines.end) {
    const end = bytes.indexOf(NEWLINE, from) + 1;
    if (end === 0 || end > lines.end) throw new Error('BUG: samples that do not end with a newline');
    bytes.copyWithin(at, name.start, name.end);
    at += name.end - name.start;
    bytes.copyWithin(at, identity.start, identity.end);
    at += identity.end - identity.start;
    bytes.copyWithin(at, from, end);
    at += end - from;
    from = end;
  }
  return at;
}

/** Returns the same as a string. */
export function fullText(lines: string, name: string, identity: string): string {
  return lines.replace(/[^\n]*\n/g, (line) => name + identity + line);
}
