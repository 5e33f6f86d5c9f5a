import type { ClientHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Flow } from './body.ts';

/** RFC 9113, section 7. */
const CANCEL = 8;

/**
 * Demand of a stream: the answer or more of it is wanted now; as soon as the connection is read anyway; not while the reader
 * rests, for which the connection may rest too; not, as the reader is busy.
 */
type Demand = 'now' | 'sometime' | 'resting' | 'busy';

/** The part of a socket's handle that begins and ends its reading (node/lib/net.js): no public function does while a session has it. */
interface ReadHandle {
  readStart(): number;
  readStop(): number;
}

/** Returns the handle of a socket; undefined where this runtime has no such thing: everything is read then. */
export function readHandleOf(socket: Socket): ReadHandle | undefined {
  const { _handle } = socket as { _handle?: Partial<ReadHandle> | null };
  return _handle?.readStart && _handle.readStop ? (_handle as ReadHandle) : undefined;
}

/** Flow of one response of an HTTP/2 connection. */
export interface StreamFlow extends Flow {
  abort(): void;
  rest(): void;
  idle(): void;
  /** The head has arrived. */
  answered(): void;
  /** The stream is over. */
  close(): void;
}

/**
 * Reads a connection with many streams while one of them wants something now, and otherwise while none of their readers is resting
 * or busy: the kernel collects meanwhile, and events are taken together (docs/decisions/0023-http2.md). An HTTP/2 session by itself
 * reads whatever comes, one event at a time.
 */
export class ReadGate {
  private readonly handle: ReadHandle | undefined;
  private readonly counts: Record<Demand, number> = { now: 0, sometime: 0, resting: 0, busy: 0 };
  private held = 0;
  private reading = true;

  constructor(handle: ReadHandle | undefined) {
    this.handle = handle;
  }

  /** While held, everything is read. */
  hold(on: boolean): void {
    this.held += on ? 1 : -1;
    this.update();
  }

  /** A request is sent on a stream. */
  open(stream: ClientHttp2Stream): StreamFlow {
    let demand: Demand | undefined = 'now';
    this.counts.now++;
    const set = (next: Demand | undefined): void => {
      if (demand === next || demand === undefined) return;
      this.counts[demand]--;
      if (next) this.counts[next]++;
      demand = next;
      this.update();
    };
    this.update();
    return {
      answered: () => set('busy'),
      pause: () => {
        stream.pause();
        if (demand !== 'resting') set('busy');
      },
      resume: () => {
        stream.resume();
        set('now');
      },
      rest: () => set('resting'),
      idle: () => set('sometime'),
      abort: () => {
        // What has not been read would keep it open.
        stream.close(CANCEL);
        stream.destroy();
      },
      close: () => set(undefined),
    };
  }

  private update(): void {
    const { now, sometime, resting, busy } = this.counts;
    const wanted = now > 0 || this.held > 0 || (resting === 0 && (sometime > 0 || busy === 0));
    if (wanted === this.reading || !this.handle) return;
    this.reading = wanted;
    if (wanted) this.handle.readStart();
    else this.handle.readStop();
  }
}
