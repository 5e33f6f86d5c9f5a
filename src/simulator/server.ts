import type { Ports } from '../base/ports.ts';
import type { Cluster } from './cluster.ts';
import type { Faults } from './faults.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

export interface SimulatorOptions extends SimulationOptions {
  readonly host?: string;
  readonly port?: number;
  /** PEM texts: serve HTTPS; by HTTP/1.1 alone where `http2` is false. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly http2?: boolean };
}

/** A running simulated API server. */
export interface Simulator
  extends Pick<
    Simulation,
    'requests' | 'openWatches' | 'setToken' | 'disturb' | 'compact' | 'enforce' | 'beginScenario'
  > {
  readonly url: string;
  readonly cluster: Cluster;
  readonly faults: Faults;
  stop(): Promise<void>;
}

/** Starts a simulated API server; an empty cluster unless one is given. */
export async function openSimulator(
  { clock, network }: Pick<Ports, 'clock' | 'network'>,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulation = new Simulation(clock, options);
  const { host = '127.0.0.1', port = 0 } = options;
  const tls = options.tls && { http2: true, ...options.tls };
  const limits = { requestMs: 300_000, headersMs: 60_000, keepAliveMs: 5_000, onOverflow: () => {} };
  const listening = await network.listen({ host, port, tls, ...limits }, (request, response) =>
    simulation.answer(request, response),
  );
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${listening.port}`,
    cluster: simulation.context.cluster,
    faults: simulation.context.faults,
    requests: simulation.requests,
    openWatches: () => simulation.openWatches(),
    setToken: (token) => simulation.setToken(token),
    enforce: (rbac) => simulation.enforce(rbac),
    disturb: (how, resource) => simulation.disturb(how, resource),
    compact: () => simulation.compact(),
    beginScenario: (name) => simulation.beginScenario(name),
    stop: async () => {
      const closed = listening.close();
      listening.cut();
      await closed;
    },
  };
}
