import { CodedError } from '../base/errors.ts';
import { type EncodedLabels, escapeLabelValue } from '../model/encoded-labels.ts';
import type { SampleWriter } from '../model/family.ts';
import { writeNumber } from './number.ts';
import { RowHash } from './row-hash.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const NUMBER_ROOM = 32;
/** More samples than this in one family of one object are compared through a set instead of pairwise. */
const PAIRWISE = 16;
/** A buffer that one object made larger than this is not kept for the next. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Limits for one object. */
export interface RowLimits {
  /** Samples, repeated ones included. */
  readonly samples: number;
  /** Text in short. */
  readonly bytes: number;
}

/**
 * Limits far above any object that etcd accepts (1.5 MiB by default), except for malicious ones: for example,
 * containers with the same name are each shown with each status.
 */
export const DEFAULT_LIMITS: RowLimits = { samples: 1_000_000, bytes: 256 * 1024 * 1024 };

/**
 * Writes the samples of one object into one growing buffer, family after family, in compact form
 * (model/compact-samples.ts). A sample whose labels repeat an earlier one of the same family and object is dropped: the
 * first one wins, because Prometheus rejects duplicates.
 */
export class CompactSampleWriter implements SampleWriter {
  /** Written so far: `bytes[0, at)`. Replaced when it grows; valid until the next object. */
  bytes: Buffer;
  at = 0;
  /** Number of samples of the current object. */
  samples = 0;

  private identityEnd = 0;
  private rowStart = 0;
  private hasLabels = false;
  private open = false;
  /** Begin and end of the labels of each of the first PAIRWISE samples of the current family. */
  private readonly starts = new Int32Array(PAIRWISE);
  private readonly ends = new Int32Array(PAIRWISE);
  private count = 0;
  private seen: Set<string> | undefined;
  private view: DataView;
  private readonly identityHash = new RowHash();
  private readonly hash = new RowHash();
  private readonly initialBytes: number;
  private readonly sparse: boolean;
  private readonly limits: RowLimits;
  /** Samples of the object that were written or left out. */
  private attempts = 0;

  /** `sparse`: states that do not hold give no sample. An object beyond the limits throws OBJECT_TOO_LARGE. */
  constructor(initialBytes = 8 * 1024, sparse = false, limits = DEFAULT_LIMITS) {
    this.initialBytes = initialBytes;
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.view = new DataView(this.bytes.buffer);
    this.sparse = sparse;
    this.limits = limits;
  }

  /** Begins an object. The labels written until `endIdentity` lead every sample of it. */
  beginObject(): void {
    if (this.bytes.length > KEPT_BYTES) this.allocate(this.initialBytes);
    this.at = 0;
    this.attempts = 0;
    this.samples = 0;
    this.open = true;
    this.hasLabels = false;
  }

  /** Ends the identity labels; returns the offset at which rows begin. */
  endIdentity(): number {
    this.identityEnd = this.at;
    this.open = false;
    const { identityHash } = this;
    identityHash.a = 0;
    identityHash.b = 0;
    identityHash.add(this.view, 0, this.identityEnd);
    return this.at;
  }

  /** Begins a family of the object. */
  beginFamily(): void {
    if (this.count === 0 && !this.seen) return;
    this.seen = undefined;
    this.count = 0;
  }

  /**
   * Writes 64 bits to `out[at]` and `out[at + 1]` that stand for the rows of the current family: zeros if there are none.
   * The family's name has no part in it.
   */
  hashFamily(out: Uint32Array, at: number): void {
    if (this.count > 0) {
      this.hash.finish(out, at);
      return;
    }
    out[at] = 0;
    out[at + 1] = 0;
  }

  /** Drops a sample that was begun and not ended, as when its family threw. */
  abandonRow(): void {
    if (!this.open) return;
    this.at = this.rowStart;
    this.open = false;
  }

  label(name: string, value: string): this {
    if (!this.open) this.beginRow();
    this.reserve(name.length + value.length * 3 + 8);
    const bytes = this.bytes;
    let at = this.at;
    bytes[at++] = this.hasLabels ? 0x2c : 0x7b;
    this.hasLabels = true;
    for (let i = 0; i < name.length; i++) bytes[at++] = name.charCodeAt(i);
    bytes[at++] = 0x3d;
    bytes[at++] = QUOTE;
    for (let i = 0; i < value.length; i++) {
      const c = value.charCodeAt(i);
      if (c >= 0x80 || c === QUOTE || c === BACKSLASH || c === NEWLINE) {
        this.at = at;
        this.writeEscaped(value.slice(i));
        return this;
      }
      bytes[at++] = c;
    }
    bytes[at++] = QUOTE;
    this.at = at;
    return this;
  }

  encoded(labels: EncodedLabels): this {
    if (!this.open) this.beginRow();
    this.reserve(labels.length + 1);
    this.bytes[this.at] = this.hasLabels ? 0x2c : 0x7b;
    this.hasLabels = true;
    this.bytes.set(labels, this.at + 1);
    this.at += labels.length + 1;
    return this;
  }

  value(value: number): void {
    this.endLabels();
    const labelsStart = this.rowStart;
    if (this.repeats(labelsStart, this.at)) {
      this.at = this.rowStart;
      return;
    }
    const { count, hash } = this;
    if (count < PAIRWISE) {
      this.starts[count] = labelsStart;
      this.ends[count] = this.at;
    }
    if (count === 0) {
      hash.a = this.identityHash.a;
      hash.b = this.identityHash.b;
    }
    this.count = count + 1;
    this.reserve(NUMBER_ROOM);
    const bytes = this.bytes;
    if (this.hasLabels) bytes[this.at++] = 0x7d;
    bytes[this.at++] = 0x20;
    this.at = writeNumber(bytes, this.at, value);
    bytes[this.at++] = NEWLINE;
    this.samples++;
    hash.add(this.view, labelsStart, this.at);
  }

  state(holds: boolean): void {
    if (holds || !this.sparse) {
      this.value(holds ? 1 : 0);
      return;
    }
    // It still stands before a later sample with the same labels.
    this.endLabels();
    const text = this.bytes.toString('latin1', this.rowStart, this.at);
    this.rememberAll().add(text);
    this.at = this.rowStart;
  }

  private endLabels(): void {
    if (!this.open) this.beginRow();
    this.open = false;
    if (++this.attempts <= this.limits.samples) return;
    this.at = this.rowStart;
    throw new CodedError('OBJECT_TOO_LARGE', `more than ${this.limits.samples} samples`);
  }

  private beginRow(): void {
    this.rowStart = this.at;
    this.hasLabels = this.identityEnd > 0;
    this.open = true;
  }

  /** Writes the rest of a label value that needs escapes or is not ASCII, and the closing quote. */
  private writeEscaped(rest: string): void {
    const escaped = escapeLabelValue(rest);
    this.reserve(escaped.length * 3 + 1);
    this.at += this.bytes.write(escaped, this.at, 'utf8');
    this.bytes[this.at++] = QUOTE;
  }

  private repeats(start: number, end: number): boolean {
    const { count } = this;
    if (count === 0 && !this.seen) return false;
    if (count >= PAIRWISE || this.seen) {
      this.rememberAll();
      const text = this.bytes.toString('latin1', start, end);
      if (this.seen!.has(text)) return true;
      this.seen!.add(text);
      return false;
    }
    const bytes = this.bytes;
    const size = end - start;
    for (let i = 0; i < count; i++) {
      const other = this.starts[i]!;
      if (this.ends[i]! - other !== size) continue;
      let k = size - 1;
      while (k >= 0 && bytes[start + k] === bytes[other + k]) k--;
      if (k < 0) return true;
    }
    return false;
  }

  private rememberAll(): Set<string> {
    if (!this.seen) {
      this.seen = new Set();
      for (let i = 0; i < this.count; i++) {
        this.seen.add(this.bytes.toString('latin1', this.starts[i]!, this.ends[i]!));
      }
    }
    return this.seen;
  }

  private reserve(bytes: number): void {
    const wanted = this.at + bytes;
    const { bytes: old, limits } = this;
    if (wanted <= old.length) return;
    if (wanted > limits.bytes) throw new CodedError('OBJECT_TOO_LARGE', `more than ${limits.bytes} bytes of text`);
    this.allocate(Math.min(limits.bytes, Math.max(old.length * 2, wanted)));
    old.copy(this.bytes, 0, 0, this.at);
  }

  private allocate(bytes: number): void {
    this.bytes = Buffer.allocUnsafeSlow(bytes);
    this.view = new DataView(this.bytes.buffer);
  }
}
