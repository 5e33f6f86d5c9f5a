import { type Clock, every } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { Memory, SystemMemory } from '../base/memory.ts';
import type { Environment } from '../base/ports.ts';
import type { Options } from '../model/options.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import { parseMemoryLimit } from '../values/go-bytes.ts';
import { readCgroupLimit } from './cgroup-memory.ts';

const MIB = 1024 * 1024;
/** How often limits are read again: a pod can be resized in place. */
const READ_MS = 10_000;
/** How often the memory in use is looked at, which takes microseconds. */
const LOOK_MS = 1_000;
/** Part of the bound from which on garbage is collected. */
const NEAR = 0.9;
/** Waits between two collections: the second where the last one freed less than this part of what was in use. */
const COLLECT_MS = 2_000;
const IN_VAIN_MS = 30_000;
const WORTHWHILE = 50;
/** Growth since the last collection that is taken for what a spike, such as thousands of connections, has left behind. */
const SPIKE = 1.25;
const SPIKE_BYTES = 32 * MIB;
const SPIKE_MS = 60_000;
/** The first sync leaves garbage: once when it is over, and once when its changes are in segments. */
const SETTLE_MS = 20_000;
/** Memory beyond which garbage is left to V8: a collection would stop the process for more than some tens of milliseconds. */
const SETTLE_BYTES = 128 * MIB;

export interface MemoryBoundOptions {
  readonly options: Pick<Options, 'autoGomemlimit' | 'autoGomemlimitRatio'>;
  readonly env: Environment;
  readonly files: Pick<Files, 'readNow'>;
  readonly memory: SystemMemory;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: SelfMetrics;
}

/** A number of bytes, and where it is from. */
interface Source {
  readonly bytes: number;
  readonly source: string;
}

/**
 * Memory that the process may take (docs/decisions/0025-limits-and-diagnostics.md). The limit is that of the control group, or the memory
 * of the machine: what would go beyond is refused (`reflector/growth.ts`). The bound is softer, as GOMEMLIMIT is for Go: near it, garbage
 * is collected and slow scrapes make room.
 */
export class MemoryBound implements Memory {
  private readonly options: MemoryBoundOptions;
  private readonly wanted: number | undefined;
  private limit: Source;
  private bound: Source;
  private relieveFrom = Number.NEGATIVE_INFINITY;
  /** When garbage was last collected, and what was in use after that. */
  private relievedAt: number;
  private low: number;
  private stops: readonly (() => void)[] = [];

  /** Throws CONFIG_INVALID where GOMEMLIMIT is not what Go takes. */
  constructor(options: MemoryBoundOptions) {
    this.options = options;
    this.wanted = readWanted(options.env);
    this.limit = this.readLimit();
    this.bound = this.boundOf(this.limit);
    this.low = options.memory.usedBytes();
    this.relievedAt = options.clock.now();
    this.show();
  }

  get limitBytes(): number {
    return this.limit.bytes;
  }

  usedBytes(): number {
    return this.options.memory.usedBytes();
  }

  /** Whether the process is so near its bound that what need not be held should go. */
  get near(): boolean {
    return this.usedBytes() > NEAR * this.bound.bytes;
  }

  /** Begins to read the limits again, and to collect garbage when memory is short. */
  start(): void {
    const { clock } = this.options;
    this.stops = [every(clock, READ_MS, () => this.read()), every(clock, LOOK_MS, () => this.look())];
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  /** Collects garbage, but not again and again where that is of no use. */
  relieve(): void {
    const { memory, clock } = this.options;
    if (clock.now() < this.relieveFrom || !memory.collect) return;
    const before = this.usedBytes();
    memory.collect();
    this.low = this.usedBytes();
    this.relievedAt = clock.now();
    const freed = before - this.low;
    this.relieveFrom = clock.now() + (freed < before / WORTHWHILE ? IN_VAIN_MS : COLLECT_MS);
  }

  /** Collects what the first sync has left behind, where that takes little time. */
  settle(): void {
    this.collectIfSmall();
    this.stops = [...this.stops, this.options.clock.after(SETTLE_MS, () => this.collectIfSmall())];
  }

  private collectIfSmall(): void {
    const { memory, clock } = this.options;
    if (this.usedBytes() > SETTLE_BYTES) return;
    memory.collect?.();
    this.low = this.usedBytes();
    this.relievedAt = clock.now();
  }

  private look(): void {
    const { clock } = this.options;
    const spike = clock.now() - this.relievedAt >= SPIKE_MS && this.usedBytes() > this.low * SPIKE + SPIKE_BYTES;
    if (spike || this.near) this.relieve();
  }

  private read(): void {
    const before = this.bound;
    this.limit = this.readLimit();
    this.bound = this.boundOf(this.limit);
    if (this.bound.bytes !== before.bytes || this.bound.source !== before.source) this.show();
  }

  private readLimit(): Source {
    const { files, memory } = this.options;
    const cgroup = readCgroupLimit(files);
    if (cgroup && cgroup.bytes < memory.limitBytes) return { bytes: cgroup.bytes, source: cgroup.file };
    return { bytes: memory.limitBytes, source: 'the memory of the machine' };
  }

  private boundOf(limit: Source): Source {
    const { autoGomemlimit, autoGomemlimitRatio: ratio } = this.options.options;
    const { wanted } = this;
    // `off` means none, also where there is a limit.
    if (wanted !== undefined && (wanted < limit.bytes || wanted === Number.POSITIVE_INFINITY))
      return { bytes: wanted, source: 'GOMEMLIMIT' };
    if (wanted !== undefined) return limit;
    if (!autoGomemlimit) return limit;
    return {
      bytes: Math.floor(limit.bytes * ratio),
      source: `--auto-gomemlimit-ratio=${ratio} of ${limit.source}`,
    };
  }

  private show(): void {
    const { metrics, log } = this.options;
    metrics.memoryBound.set(this.bound.bytes);
    const mib = (bytes: number): number | string =>
      bytes < Number.POSITIVE_INFINITY ? Math.round(bytes / MIB) : 'off';
    const { bytes, source: from } = this.bound;
    log.info(
      { boundMiB: mib(bytes), from, limitMiB: mib(this.limit.bytes), limitFrom: this.limit.source },
      'memory is bounded',
    );
  }
}

function readWanted({ GOMEMLIMIT: text }: Environment): number | undefined {
  if (text === undefined || text === '') return undefined;
  const bytes = parseMemoryLimit(text);
  if (bytes !== undefined) return bytes;
  throw new CodedError(
    'CONFIG_INVALID',
    `GOMEMLIMIT: expected off or a number of bytes such as 250MiB, found "${text}"`,
  );
}
