/** Number of registers: a standard error of 2.3 %. */
const REGISTERS = 2_048;
const BITS = 11;
/** As many values are counted exactly. */
const EXACT = 256;

/**
 * Counts distinct values by their hashes in 2 KiB at most: exactly up to 256, beyond that by HyperLogLog
 * (Flajolet et al., 2007), of 32-bit hashes, which is good for some hundred millions.
 */
export class DistinctCounter {
  private exact: Set<number> | undefined = new Set();
  private registers: Uint8Array | undefined;

  /** Adds a value by a hash whose bits are well mixed. */
  add(hash: number): void {
    if (this.exact) {
      this.exact.add(hash);
      if (this.exact.size <= EXACT) return;
      this.registers = new Uint8Array(REGISTERS);
      for (const each of this.exact) this.register(each);
      this.exact = undefined;
      return;
    }
    this.register(hash);
  }

  count(): number {
    if (this.exact) return this.exact.size;
    let sum = 0;
    let empty = 0;
    for (const rank of this.registers!) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
    // Small numbers are told better from the registers that are empty.
    return Math.round(estimate < 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate);
  }

  private register(hash: number): void {
    const index = hash >>> (32 - BITS);
    const rank = Math.min(Math.clz32(hash << BITS) + 1, 32 - BITS + 1);
    if (rank > this.registers![index]!) this.registers![index] = rank;
  }
}
