/** A function in a profile. */
export interface CallFrame {
  /** Empty for an anonymous function; in parentheses for what is no function, such as "(garbage collector)". */
  readonly functionName: string;
  /** URL of its file; empty for code of the runtime. */
  readonly url: string;
  /** Line of its beginning, counted from 0. */
  readonly lineNumber: number;
}

/** A stack of a CPU profile; its parents lead to it. */
export interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
  /** Samples by line, counted from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** CPU profile in the format of DevTools (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile). */
export interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  /** Microseconds of a clock that never goes back. */
  readonly startTime: number;
  readonly endTime: number;
  /** Number of the node of each sample, and the microseconds since the sample before. */
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** A stack that made objects: their bytes without those of the stacks below. */
export interface HeapNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** Objects that are alive, by the stack that made them: a sample, scaled up. */
export interface HeapProfile {
  readonly head: HeapNode;
  /** Memory of buffers, which are outside of the heap. */
  readonly bufferBytes: number;
}

/** Profiles of the main thread: a port. */
export interface Profiler {
  /** Command line of the process. */
  readonly commandLine: readonly string[];
  /** URL of the program's folder, under which the URLs of its files are. */
  readonly root: string;
  /** Samples the stack until `until` resolves. One at a time. */
  cpu(until: Promise<void>): Promise<CpuProfile>;
  /** Begins to sample what is allocated, for the heap profiles to come. Without effect from the second time on. */
  startHeap(): Promise<void>;
  /** Collects garbage; returns the objects alive that were made since `startHeap`, which it calls if nobody has. */
  heap(): Promise<HeapProfile>;
}
