import type { Health } from '../reflector/machine.ts';

/** States of a resource as self-metrics and `/readyz?verbose` name them. */
export const STATES: readonly Health[] = ['pending', 'synced', 'refused', 'failing'];

/** State of one watch. */
export interface WatchState {
  readonly health: Health;
  readonly everSynced: boolean;
  readonly detail: string;
}

const PENDING: WatchState = { health: 'pending', everSynced: false, detail: '' };

/** The states of the watches of one pipeline, by path. */
export class WatchStates {
  private readonly states = new Map<string, WatchState>();
  /** Told of each change. */
  onChange = (): void => {};
  private readonly settling: (() => void)[] = [];
  private closed = false;

  /** A watch is opened. */
  expect(path: string): void {
    this.states.set(path, PENDING);
  }

  /** A watch is closed for good. */
  forget(path: string): void {
    this.states.delete(path);
    this.changed();
  }

  update(path: string, state: WatchState): void {
    this.states.set(path, state);
    this.changed();
  }

  get(path: string): WatchState | undefined {
    return this.states.get(path);
  }

  entries(): readonly (readonly [path: string, state: WatchState])[] {
    return [...this.states];
  }

  /** The worst state of the watches is the resource's. */
  get worst(): Health {
    const all = [...this.states.values()].map(({ health }) => health);
    return (['refused', 'failing', 'pending', 'synced'] as const).find((health) => all.includes(health)) ?? 'pending';
  }

  /** Whether each watch has been synced, or is refused by the API server. */
  get settled(): boolean {
    return [...this.states.values()].every(({ health, everSynced }) => everSynced || health === 'refused');
  }

  /** Whether each watch has been synced. */
  get synced(): boolean {
    return [...this.states.values()].every(({ everSynced }) => everSynced);
  }

  /** Resolves when all watches are settled, or closed. */
  whenSettled(): Promise<void> {
    return this.settled || this.closed ? Promise.resolve() : new Promise((resolve) => this.settling.push(resolve));
  }

  /** All watches are closed for good: nobody waits for them any more, and holds what they have read. */
  close(): void {
    this.closed = true;
    this.endWaiting();
  }

  private changed(): void {
    this.onChange();
    if (this.settled) this.endWaiting();
  }

  private endWaiting(): void {
    for (const resolve of this.settling.splice(0)) resolve();
  }
}
