import type { RbacOptions } from './authorizer.ts';
import { list, object, oneOf, optional, readFields, text } from './checks.ts';
import { type Disturbance, readDisturbance } from './disturbances.ts';
import { readFaultRule } from './faults.ts';
import type { Json } from './objects.ts';
import type { Reply } from './reply.ts';
import type { Context } from './requests.ts';
import { type ScenarioName, scenarioNames } from './scenario-names.ts';
import { badRequest, notFound, StatusError } from './status.ts';

/** Operations on the simulation from outside, besides faults. */
export interface Controlled {
  enforce(rbac: RbacOptions | undefined): void;
  disturb(how: Disturbance, resource?: string): void;
  /** Number of open watches by `plural.version.group`. */
  watchesByKind(): Readonly<Record<string, number>>;
  compact(): void;
  /** Names of the scenarios that are on. */
  scenarios(): readonly string[];
  /** Throws 409 where the cluster has no controllers, or nothing that the scenario could happen to. */
  beginScenario(name: ScenarioName): void;
  clearScenarios(): void;
}

const SCENARIO = { name: oneOf(scenarioNames) };

function readScenario(body: Json | undefined): ScenarioName {
  return readFields('scenario', body, SCENARIO).name;
}

/** Answers a request under `/simulator/`, as JSON: the open watches, or the faults or scenarios that are on then. Throws 400, 404 and 405. */
export function control(
  { faults, cluster }: Context,
  simulation: Controlled,
  method: string,
  path: string,
  body: Json | undefined,
  reply: Reply,
): void {
  const plurals = cluster.kinds.map((kind) => kind.plural);
  if (`${method} ${path}` === 'GET /simulator/watches') {
    reply.json(200, simulation.watchesByKind());
    return;
  }
  const actions: Readonly<Record<string, () => void>> = {
    'GET /simulator/faults': () => {},
    'POST /simulator/faults': () => faults.add(readFaultRule(body, plurals)),
    'DELETE /simulator/faults': () => faults.clear(),
    'POST /simulator/disturb': () => {
      const { how, resource } = readDisturbance(body, plurals);
      simulation.disturb(how, resource);
    },
    'POST /simulator/rbac': () => simulation.enforce(readRbac(body)),
    'DELETE /simulator/rbac': () => simulation.enforce(undefined),
    'POST /simulator/compact': () => simulation.compact(),
    'GET /simulator/scenarios': () => {},
    'POST /simulator/scenarios': () => simulation.beginScenario(readScenario(body)),
    'DELETE /simulator/scenarios': () => simulation.clearScenarios(),
  };
  const act = actions[`${method} ${path}`];
  if (!act) {
    if (!Object.keys(actions).some((action) => action.endsWith(` ${path}`))) throw notFound(path);
    throw new StatusError(405, 'MethodNotAllowed', `the simulator does not take ${method} here`);
  }
  act();
  reply.json(200, path === '/simulator/scenarios' ? simulation.scenarios() : faults.list());
}

const RBAC = { objects: list, user: optional(text), tokens: optional(object) };

function readRbac(body: Json | undefined): RbacOptions {
  const { objects, user, tokens = {} } = readFields('rbac', body, RBAC);
  for (const [token, name] of Object.entries(tokens))
    if (typeof name !== 'string') throw badRequest(`rbac: tokens: ${token}: expected the name of a user`);
  return { objects, ...(user && { user }), tokens: tokens as Readonly<Record<string, string>> };
}
