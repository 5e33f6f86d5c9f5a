/** Memory of segments at rest, taken in large pieces so that neither malloc nor the garbage collector has to do with it. */

/** Regions begin at multiples of this. */
const ALIGNMENT = 64;
const FIRST_SLAB_BYTES = 16 * 1024;
const SLAB_BYTES = 4 * 1024 * 1024;
/** A new slab is this part of what there is, so that stores of few objects take little. */
const GROWTH = 8;
/** Fraction by which a hole may exceed the requested size and still count as an exact fit. */
const CLOSE_FIT = 64;

interface Slab {
  readonly bytes: Buffer;
  /** Free extents in ascending order, never touching one another. */
  readonly starts: number[];
  readonly ends: number[];
}

/** A piece of a slab: `bytes[start, start + size)`; its owner writes it once and keeps it until it retires it. */
export interface Region {
  readonly bytes: Buffer;
  readonly start: number;
  readonly size: number;
}

interface Held extends Region {
  readonly slab: Slab;
  /** Number of pins before it was allocated: only later readers can see it. */
  readonly born: number;
  readonly reserved: number;
}

interface Pin {
  readonly number: number;
  /** Retired regions that wait for this pin's release, with the number of the last pin that may see them. */
  readonly waiting: { readonly region: Held; readonly last: number }[];
}

/**
 * Regions of immutable bytes with readers. A retired region is reused as soon as no reader remains that came between
 * its allocation and its retirement, so a slow reader holds back only what it reads.
 */
export class Slabs {
  private readonly slabs = new Set<Slab>();
  private readonly pins = new Map<number, Pin>();
  private pinned = 0;
  /** Of all slabs. */
  reservedBytes = 0;
  /** Of regions that are not given back. */
  usedBytes = 0;
  /** Of those that are retired and wait for a reader. */
  heldBytes = 0;

  /** Room for `size` bytes, more than 0; what is in it is undefined. */
  allocate(size: number): Region {
    const reserved = Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    const { slab, extent } = this.bestFit(reserved) ?? { slab: this.addSlab(reserved), extent: 0 };
    const start = slab.starts[extent]!;
    slab.starts[extent] = start + reserved;
    if (slab.starts[extent] === slab.ends[extent]) {
      slab.starts.splice(extent, 1);
      slab.ends.splice(extent, 1);
    }
    this.usedBytes += reserved;
    const region: Held = { bytes: slab.bytes, start, size, slab, born: this.pinned, reserved };
    return region;
  }

  /** Gives back a region that `allocate` made. Readers that came before still have it until they are released. */
  retire(region: Region): void {
    this.giveBack(region as Held, this.pinned);
  }

  /** Whatever is not retired now stays as it is until the result is called. */
  pin(): () => void {
    const pin: Pin = { number: ++this.pinned, waiting: [] };
    this.pins.set(pin.number, pin);
    return () => {
      if (!this.pins.delete(pin.number)) return;
      for (const { region, last } of pin.waiting) {
        this.heldBytes -= region.reserved;
        this.giveBack(region, last);
      }
    };
  }

  private giveBack(region: Held, last: number): void {
    for (const pin of this.pins.values()) {
      if (pin.number <= region.born || pin.number > last) continue;
      pin.waiting.push({ region, last });
      this.heldBytes += region.reserved;
      return;
    }
    this.free(region);
  }

  private bestFit(size: number): { slab: Slab; extent: number } | undefined {
    let best: { slab: Slab; extent: number } | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const slab of this.slabs) {
      const { starts, ends } = slab;
      for (let extent = 0; extent < starts.length; extent++) {
        const over = ends[extent]! - starts[extent]! - size;
        if (over < 0 || over >= least) continue;
        best = { slab, extent };
        least = over;
        if (over * CLOSE_FIT <= size) return best;
      }
    }
    return best;
  }

  private addSlab(least: number): Slab {
    const grown = Math.min(SLAB_BYTES, Math.max(FIRST_SLAB_BYTES, this.reservedBytes / GROWTH));
    const size = Math.ceil(Math.max(grown, least) / FIRST_SLAB_BYTES) * FIRST_SLAB_BYTES;
    const slab = { bytes: Buffer.allocUnsafeSlow(size), starts: [0], ends: [size] };
    this.slabs.add(slab);
    this.reservedBytes += size;
    return slab;
  }

  private free({ slab, start, reserved }: Held): void {
    const { starts, ends } = slab;
    this.usedBytes -= reserved;
    const end = start + reserved;
    let at = 0;
    while (at < starts.length && starts[at]! < start) at++;
    const joinsBefore = at > 0 && ends[at - 1] === start;
    const joinsAfter = starts[at] === end;
    if (joinsBefore && joinsAfter) {
      ends[at - 1] = ends[at]!;
      starts.splice(at, 1);
      ends.splice(at, 1);
    } else if (joinsBefore) ends[at - 1] = end;
    else if (joinsAfter) starts[at] = start;
    else {
      starts.splice(at, 0, start);
      ends.splice(at, 0, end);
    }
    this.dropIfEmpty(slab);
  }

  /** Empty slabs go where there is as much free memory without them. */
  private dropIfEmpty(slab: Slab): void {
    const size = slab.bytes.length;
    if (slab.starts[0] !== 0 || slab.ends[0] !== size) return;
    if (this.reservedBytes - this.usedBytes < 2 * size) return;
    this.slabs.delete(slab);
    this.reservedBytes -= size;
  }
}
