const NEWLINES = i8x16.splat(0x0a);

/**
 * Writes samples out in full at `to`: each line of `[lines, linesEnd)`, which ends with a newline, behind the family's name and
 * the object's identity labels. Returns the end. Up to 16 bytes behind it are overwritten, and as many read behind each part.
 */
export function expand(
  lines: usize,
  linesEnd: usize,
  name: usize,
  nameEnd: usize,
  identity: usize,
  identityEnd: usize,
  to: usize,
): usize {
  let from = lines;
  while (from < linesEnd) {
    to = copy(name, nameEnd, to);
    to = copy(identity, identityEnd, to);
    for (;;) {
      const part = v128.load(from);
      v128.store(to, part);
      const newlines = <u32>i8x16.bitmask(i8x16.eq(part, NEWLINES));
      if (newlines !== 0) {
        const size: usize = ctz(newlines) + 1;
        from += size;
        to += size;
        break;
      }
      from += 16;
      to += 16;
    }
  }
  return to;
}

function copy(from: usize, end: usize, to: usize): usize {
  for (let p = from, q = to; p < end; p += 16, q += 16) v128.store(q, v128.load(p));
  return to + (end - from);
}
