/** Where the next whole byte goes, and up to 63 bits that wait for it. Up to eight bytes behind it may be overwritten. */
export let out: usize = 0;
export let waiting: u64 = 0;
export let count: u32 = 0;

export function beginBits(to: usize): void {
  out = to;
  waiting = 0;
  count = 0;
}

/** Takes over what a loop has kept in local variables. */
export function setBits(to: usize, bits: u64, n: u32): void {
  out = to;
  waiting = bits;
  count = n;
}

/** Writes the `n` low bits of `bits`, at most 32 of them. */
export function putBits(bits: u32, n: u32): void {
  waiting |= (<u64>bits) << count;
  count += n;
  store<u64>(out, waiting);
  out += count >> 3;
  waiting >>= <u64>(count & 56);
  count &= 7;
}

/** An empty stored block: what comes next begins at a byte, and a reader has all that was before (RFC 1951, 3.2.4). */
export function putFlush(): void {
  putBits(0, 3);
  if (count > 0) putBits(0, 8 - count);
  store<u32>(out, 0xffff0000);
  out += 4;
}
