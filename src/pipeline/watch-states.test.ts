import { describe, expect, it } from 'vitest';
import { type WatchState, WatchStates } from './watch-states.ts';

const state = (health: WatchState['health'], everSynced = false): WatchState => ({ health, everSynced, detail: '' });

/** States of two watches, and whether the wait for them is over. */
async function waiting(): Promise<{ states: WatchStates; isOver: () => Promise<boolean> }> {
  const states = new WatchStates();
  for (const path of ['/a', '/b']) states.expect(path);
  let over = false;
  void states.whenSettled().then(() => (over = true));
  const isOver = async (): Promise<boolean> => {
    await Promise.resolve();
    return over;
  };
  expect(await isOver()).toBe(false);
  return { states, isOver };
}

describe('whenSettled', () => {
  it('waits until each watch has been synced or refused', async () => {
    const { states, isOver } = await waiting();
    states.update('/a', state('synced', true));
    expect(await isOver()).toBe(false);
    states.update('/b', state('refused'));
    expect(await isOver()).toBe(true);
  });

  it('waits for no watch that is closed for good', async () => {
    const { states, isOver } = await waiting();
    states.update('/a', state('failing', true));
    states.forget('/b');
    expect(await isOver()).toBe(true);
  });

  it('ends when all watches are closed, and is not begun after that', async () => {
    const { states, isOver } = await waiting();
    states.close();
    expect(await isOver()).toBe(true);
    await states.whenSettled();
    expect(states.settled).toBe(false);
  });
});
