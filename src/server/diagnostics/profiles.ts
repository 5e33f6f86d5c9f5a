import type { CallFrame, CpuNode, CpuProfile, HeapNode, HeapProfile } from '../../base/profiler.ts';
import { PprofBuilder, type StackLine } from './pprof.ts';

/** What a node stands for that uses no CPU. */
const IDLE = '(idle)';

/** Encodes a CPU profile for pprof: samples and nanoseconds per stack, down to the line. Waiting is left out, as in Go. */
export function encodeCpu(profile: CpuProfile, root: string, nowMs: number): Buffer {
  const built = new PprofBuilder([
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'nanoseconds' },
  ]);
  const stacks = stacksOf(profile.nodes, root);
  const usOf = timesOf(profile);
  for (const { id, callFrame, positionTicks = [] } of profile.nodes) {
    if (callFrame.functionName === IDLE) continue;
    const { count, us } = usOf.get(id) ?? { count: 0, us: 0 };
    const [innermost, ...callers] = stacks.get(id)!;
    if (count === 0 || !innermost) continue;
    // Built-in functions have the lines of those that call them.
    const lines =
      positionTicks.length > 0 && innermost.file !== '' ? positionTicks : [{ line: innermost.line, ticks: 1 }];
    for (const { line, ticks: some } of lines) {
      const part = some / lines.reduce((sum, each) => sum + each.ticks, 0);
      built.sample([{ ...innermost, line }, ...callers], [count * part, us * part * 1e3]);
    }
  }
  const durationMs = (profile.endTime - profile.startTime) / 1e3;
  const samples = Math.max(1, profile.samples?.length ?? 1);
  const everyNs = (durationMs * 1e6) / samples;
  return built.finish({ type: 'cpu', unit: 'nanoseconds' }, everyNs, nowMs - durationMs, durationMs);
}

/** Encodes a heap profile for pprof: bytes alive per stack, and the memory of buffers as a function of its own. */
export function encodeHeap({ head, bufferBytes }: HeapProfile, root: string, nowMs: number): Buffer {
  const built = new PprofBuilder([{ type: 'inuse_space', unit: 'bytes' }]);
  const visit = ({ callFrame, selfSize, children }: HeapNode, callers: readonly StackLine[]): void => {
    const stack = callFrame.functionName === '(root)' ? callers : [lineOf(callFrame, root), ...callers];
    if (selfSize > 0 && stack.length > 0) built.sample(stack, [selfSize]);
    for (const child of children) visit(child, stack);
  };
  visit(head, []);
  built.sample([{ name: '(buffers)', file: '', startLine: 0, line: 0 }], [bufferBytes]);
  return built.finish({ type: 'space', unit: 'bytes' }, 512 * 1024, nowMs, 0);
}

/** By node: the stack, the innermost function first. */
function stacksOf(nodes: readonly CpuNode[], root: string): ReadonlyMap<number, readonly StackLine[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stacks = new Map<number, readonly StackLine[]>();
  const pending: [CpuNode, readonly StackLine[]][] = nodes.slice(0, 1).map((node) => [node, []]);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [{ id, callFrame, children = [] }, callers] = next;
    const stack = callFrame.functionName === '(root)' ? callers : [lineOf(callFrame, root), ...callers];
    stacks.set(id, stack);
    for (const child of children) pending.push([byId.get(child)!, stack]);
  }
  return stacks;
}

/** By node: its samples, and the time until the next one. */
function timesOf({ samples = [], timeDeltas = [], startTime, endTime }: CpuProfile) {
  const times = new Map<number, { count: number; us: number }>();
  let at = startTime + (timeDeltas[0] ?? 0);
  samples.forEach((id, i) => {
    const us = i + 1 < samples.length ? (timeDeltas[i + 1] ?? 0) : endTime - at;
    at += us;
    const known = times.get(id) ?? { count: 0, us: 0 };
    times.set(id, { count: known.count + 1, us: known.us + Math.max(0, us) });
  });
  return times;
}

function lineOf({ functionName, url, lineNumber }: CallFrame, root: string): StackLine {
  const file = decodeURI(url.startsWith(root) ? url.slice(root.length) : url.replace(/^file:\/\//, ''));
  const startLine = Math.max(0, lineNumber + 1);
  return { name: functionName || nameOf(file, startLine), file, startLine, line: startLine };
}

/** Names a function that has no name of its own: pprof adds up those of the same name. */
function nameOf(file: string, startLine: number): string {
  if (file === '') return startLine > 0 ? '(generated code)' : '(anonymous)';
  return startLine > 0 ? `${file}:${startLine}` : file;
}
