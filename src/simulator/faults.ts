import { object, oneOf, optional, readFields, text, wholeNumber } from './checks.ts';
import { type Fault, type FaultName, faultTypes, type Struck, type Verb, verbs } from './fault-types.ts';
import type { Json, JsonObject } from './objects.ts';
import { badRequest } from './status.ts';

/** A fault of requests to come. */
export interface FaultRule {
  readonly fault: Fault;
  /** Plural of the resource; undefined: every one. */
  readonly resource?: string;
  /** Pages of a list are struck by the faults of lists too. Undefined: every verb. */
  readonly verb?: Verb;
  /** Number of requests that it affects; undefined: all until it is cleared. */
  readonly times?: number;
}

const RULE = { fault: object, resource: optional(text), verb: optional(oneOf(verbs)), times: optional(wholeNumber(1)) };

/** Reads a rule that was posted. Throws 400, naming what is unknown or wrong. `plurals` are those of the cluster. */
export function readFaultRule(json: Json | undefined, plurals: readonly string[]): FaultRule {
  const { fault, ...rule } = readFields('rule', json, RULE);
  checkResource(rule.resource, plurals);
  const { type, ...values } = fault;
  if (typeof type !== 'string' || !Object.hasOwn(faultTypes, type)) {
    const names = Object.keys(faultTypes).join(', ');
    throw badRequest(`fault: unknown type ${JSON.stringify(type ?? '')}; expected one of ${names}`);
  }
  readFields(`fault ${type}`, values as JsonObject, faultTypes[type as FaultName].fields);
  return { ...rule, fault: fault as unknown as Fault };
}

/** Throws 400 for a resource that is not there. */
export function checkResource(resource: string | undefined, plurals: readonly string[]): void {
  if (resource !== undefined && !plurals.includes(resource)) throw badRequest(`unknown resource "${resource}"`);
}

/** The faults that are switched on. */
export class Faults {
  private rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.rules = [];
  }

  list(): readonly FaultRule[] {
    return this.rules.map(({ rule }) => rule);
  }

  /** Strikes a request with at most one fault of each type; each is counted. Throws StatusError where one answers it. */
  async strike(resource: string, verb: Verb, struck: Struck): Promise<void> {
    for (const name of Object.keys(faultTypes) as FaultName[]) {
      const { verbs: strikes, strike } = faultTypes[name] as (typeof faultTypes)['refuseWatchList'];
      if (strikes && !strikes.includes(verb)) continue;
      const fault = this.take(name, resource, verb);
      if (fault) await strike(fault as never, struck);
    }
  }

  private take(name: FaultName, resource: string, verb: Verb): Fault | undefined {
    const found = this.rules.find(({ rule }) => {
      const same = rule.verb === undefined || rule.verb === verb || (rule.verb === 'list' && verb === 'page');
      return rule.fault.type === name && (rule.resource === undefined || rule.resource === resource) && same;
    });
    if (!found) return undefined;
    found.left--;
    if (found.left <= 0) this.rules.splice(this.rules.indexOf(found), 1);
    return found.rule.fault;
  }
}
