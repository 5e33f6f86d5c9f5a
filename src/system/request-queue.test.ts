import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RequestQueue } from './request-queue.ts';

class FakeSocket extends EventEmitter {
  destroyed = false;
  paused = false;
  pause = (): void => {
    this.paused = true;
  };
  resume = (): void => {
    this.paused = false;
    this.emit('resume');
  };
  destroy = (): void => {
    this.destroyed = true;
    this.emit('close');
  };
  destroySoon = this.destroy;
}

function setUp() {
  const begun: { name: string; end: () => void }[] = [];
  let overflows = 0;
  const inTurn = new RequestQueue(
    (request, response) => begun.push({ name: request.url!, end: () => response.emit('close') }),
    () => overflows++,
  );
  const take = (socket: FakeSocket, url: string): void => {
    const request = { socket, url } as unknown as IncomingMessage;
    inTurn.take(request, new EventEmitter() as unknown as ServerResponse);
  };
  return { inTurn, take, begun, names: () => begun.map(({ name }) => name), overflows: () => overflows };
}

describe('RequestQueue', () => {
  it('begins an answer when the one before on the connection has ended, and reads no more meanwhile', () => {
    const { take, begun, names } = setUp();
    const [one, other] = [new FakeSocket(), new FakeSocket()];
    for (const url of ['a', 'b', 'c']) take(one, url);
    take(other, 'x');
    expect(names()).toEqual(['a', 'x']);
    expect([one.paused, other.paused]).toEqual([true, false]);
    // Whoever else resumes it.
    one.resume();
    expect(one.paused).toBe(true);
    begun[0]!.end();
    expect(names()).toEqual(['a', 'x', 'b']);
    begun[2]!.end();
    expect(names()).toEqual(['a', 'x', 'b', 'c']);
    begun[3]!.end();
    expect(one.paused).toBe(false);
    take(one, 'd');
    expect(names().at(-1)).toBe('d');
    expect([one, other].map((s) => s.listenerCount('close'))).toEqual([1, 1]);
  });

  it('closes the connection that brings one too many, and forgets those that wait on one that is closed', () => {
    const { take, begun, overflows } = setUp();
    const [patient, greedy] = [new FakeSocket(), new FakeSocket()];
    take(patient, 'a');
    take(patient, 'b');
    for (let i = 0; i < 2_048; i++) take(greedy, 'x');
    expect([overflows(), greedy.destroyed]).toEqual([0, false]);
    take(greedy, 'x');
    take(greedy, 'x');
    expect([overflows(), greedy.destroyed, patient.destroyed]).toEqual([1, true, false]);
    begun[1]!.end();
    expect(begun).toHaveLength(2);
    for (let i = 0; i < 2_047; i++) take(patient, 'c');
    expect(overflows()).toBe(1);
    take(patient, 'c');
    expect([overflows(), patient.destroyed]).toEqual([2, true]);
  });

  it('ends connections with the answer under way when it is told to', () => {
    const { inTurn, take, begun } = setUp();
    const socket = new FakeSocket();
    take(socket, 'a');
    take(socket, 'b');
    inTurn.end();
    begun[0]!.end();
    expect(begun).toHaveLength(1);
    expect(socket.destroyed).toBe(true);
  });
});
