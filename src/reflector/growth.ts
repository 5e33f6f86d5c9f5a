import type { Clock } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import type { Memory } from '../base/memory.ts';
import type { ReflectorOptions } from './contract.ts';

/** Objects of one list, those of other shards included: twice as many as this program is made for. */
export const MAX_LIST_OBJECTS = 1_000_000;
/** Objects that a watch may bring the resource to without a list. */
const MAX_OBJECTS = 2 * MAX_LIST_OBJECTS;
/** Part of its memory limit beyond which the process takes no list that makes a resource much larger. */
const FULL = 0.9;
/** Growth that is never refused, in objects and in bytes. */
const FREE_OBJECTS = 1_000;
const FREE_BYTES = 64 * 1024 * 1024;
const LOOK_MS = 250;
const MIB = 1024 * 1024;

/**
 * Bounds what a server can make a resource hold. Without this, a list without an end, or a watch that invents objects, would
 * fill the memory of the process. Memory counts only where a resource grows: relists of what is held need little.
 */
export class Growth {
  private readonly clock: Clock;
  private readonly memory: Memory;
  /** Number of objects of the resource. */
  private readonly held: () => number;
  /** Objects of the last complete list, those of other shards included, or those that it led to. */
  private complete = 0;
  private listed = 0;
  /** Objects and bytes of the list under way, the pages before the current one included. */
  private paged = 0;
  private bytes = 0;
  /** Lists in a row that ran over the limit. */
  private overruns = 0;
  private sweepIsDue = false;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private full = false;

  constructor({ clock, memory, sink }: Pick<ReflectorOptions, 'clock' | 'memory' | 'sink'>) {
    this.clock = clock;
    this.memory = memory;
    this.held = () => sink.size?.() ?? 0;
  }

  /**
   * A list begins. Returns whether the objects that the list before did not bring have to go: it and the one before it had no
   * end, and each may have brought others.
   */
  begin(): boolean {
    const { sweepIsDue } = this;
    this.paged = 0;
    this.bytes = 0;
    this.sweepIsDue = false;
    return sweepIsDue;
  }

  /** Counts the objects of a page that has been read. */
  page(objects: number): void {
    this.paged += objects;
  }

  /** The list is complete. */
  end(): void {
    this.complete = Math.max(this.held(), this.listed);
    this.overruns = 0;
  }

  /** Counts bytes that have arrived; `objects` of the same page or stream have by now. `live`: of a watch. Throws API_LIST_STUCK. */
  took(live: boolean, objects: number, bytes: number): void {
    if (live) this.watching(this.held());
    else this.listing(objects, bytes);
  }

  private listing(objects: number, bytes: number): void {
    const listed = this.paged + objects;
    this.listed = listed;
    this.bytes += bytes;
    if (listed > MAX_LIST_OBJECTS) this.overrun(`the list did not end within ${MAX_LIST_OBJECTS} objects`);
    const grows = listed > 2 * this.complete + FREE_OBJECTS || (this.complete === 0 && this.bytes > FREE_BYTES);
    if (grows && this.isFull()) this.overrun(`the list brought ${listed} objects, and ${this.usage()}`);
  }

  /** The relist that follows finds out what there really is. */
  private watching(held: number): void {
    if (held <= 2 * this.complete + FREE_OBJECTS) return;
    if (held > MAX_OBJECTS) this.refuse(`the watch led to more than ${MAX_OBJECTS} objects`);
    if (this.isFull()) this.refuse(`the watch led from ${this.complete} to ${held} objects, and ${this.usage()}`);
  }

  private overrun(message: string): never {
    if (++this.overruns > 1) this.sweepIsDue = true;
    this.refuse(message);
  }

  private refuse(message: string): never {
    throw new CodedError('API_LIST_STUCK', message);
  }

  private isFull(): boolean {
    const now = this.clock.now();
    if (now - this.lookedAt < LOOK_MS) return this.full;
    this.lookedAt = now;
    const { memory } = this;
    const isFull = (): boolean => memory.usedBytes() > FULL * memory.limitBytes;
    // A list leaves garbage behind, which V8 collects when it likes.
    if (isFull()) memory.relieve?.();
    this.full = isFull();
    return this.full;
  }

  private usage(): string {
    const [used, limit] = [this.memory.usedBytes(), this.memory.limitBytes].map((bytes) => Math.round(bytes / MIB));
    return `the process uses ${used} MiB of its memory limit of ${limit} MiB`;
  }
}
