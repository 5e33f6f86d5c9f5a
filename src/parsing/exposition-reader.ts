import { parseLine } from './parse-line.ts';
import { SampleLine } from './sample-line.ts';

/** Receiver of the lines of an exposition, in their order. */
export interface ExpositionReceiver {
  /** A comment with the help text or the type of a family. */
  comment?(kind: 'HELP' | 'TYPE', family: string, text: string): void;
  /** A sample. The record and its bytes are the reader's, and good for the call only. */
  sample(line: SampleLine): void;
  /** A line that is neither, by its number from 1; the reader goes on with the next one. */
  bad(line: number, problem: string): void;
}

const NEWLINE = 10;
const HASH = 35;
const CARRIAGE_RETURN = 13;
/** No exporter writes longer lines: a label value of KSM ends at the 256 KiB of annotations. Beyond it the input is no exposition. */
const MAX_LINE_BYTES = 16 << 20;

/**
 * Reads the text format of Prometheus, or OpenMetrics, a chunk at a time
 * (https://prometheus.io/docs/instrumenting/exposition_formats/, https://github.com/prometheus/OpenMetrics). Nothing is kept but the
 * line that a chunk ends in.
 */
export class ExpositionReader {
  /** Number of lines so far. */
  lines = 0;
  private readonly receiver: ExpositionReceiver;
  private readonly line = new SampleLine();
  /** The line that the last chunk ended in, unless it is too long. */
  private rest: Buffer[] = [];
  private restBytes = 0;

  constructor(receiver: ExpositionReceiver) {
    this.receiver = receiver;
  }

  /** Reads on. The bytes stay the caller's, and are used until the next call. */
  push(chunk: Buffer): void {
    let start = 0;
    if (this.restBytes > 0) {
      const end = chunk.indexOf(NEWLINE);
      this.keep(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) return;
      this.takeRest();
      start = end + 1;
    }
    for (let end = chunk.indexOf(NEWLINE, start); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.take(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** Ends the input: a line without an end is reported as cut off, as that is how a broken transfer looks. */
  finish(): void {
    if (this.restBytes === 0) return;
    const last = Buffer.concat(this.rest).toString('latin1');
    this.rest = [];
    this.restBytes = 0;
    if (last === '# EOF') return;
    this.lines++;
    this.receiver.bad(this.lines, 'the input ends within a line');
  }

  private keep(bytes: Buffer): void {
    this.restBytes += bytes.length;
    if (this.isTooLong) this.rest = [];
    // They are the caller's again after the call.
    else this.rest.push(Buffer.from(bytes));
  }

  private takeRest(): void {
    const bytes = Buffer.concat(this.rest);
    const { isTooLong } = this;
    this.rest = [];
    this.restBytes = 0;
    if (isTooLong) this.receiver.bad(++this.lines, `the line is longer than ${MAX_LINE_BYTES >> 20} MiB`);
    else this.take(bytes, 0, bytes.length);
  }

  private get isTooLong(): boolean {
    return this.restBytes > MAX_LINE_BYTES;
  }

  private take(bytes: Buffer, start: number, newline: number): void {
    this.lines++;
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    if (start === end) return;
    if (bytes[start] === HASH) {
      this.takeComment(bytes.toString('utf8', start, end));
      return;
    }
    const problem = parseLine(bytes, start, end, this.line);
    if (problem === undefined) this.receiver.sample(this.line);
    else this.receiver.bad(this.lines, problem);
  }

  private takeComment(text: string): void {
    const found = /^#[ \t]+(HELP|TYPE)[ \t]+("(?:[^"\\]|\\.)*"|\S+)[ \t]*(.*)$/.exec(text);
    if (!found) return;
    const [, kind, family, rest] = found;
    this.receiver.comment?.(kind as 'HELP' | 'TYPE', family!.replace(/^"|"$/g, ''), rest!);
  }
}
