import { openSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { systemClock } from '../../src/system/clock.ts';
import { openNetwork } from '../../src/system/network.ts';

export type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';

/** Starts a simulated API server on this machine's network. */
export function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return openSimulator({ clock: systemClock, network: openNetwork('undici', undefined) }, options);
}
