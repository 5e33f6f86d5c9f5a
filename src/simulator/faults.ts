/** Faults of requests to come, switched on at run time. */
export type Fault =
  /** Answers a Status of this code. */
  | { readonly type: 'status'; readonly code: number; readonly message?: string; readonly retryAfterSeconds?: number }
  /** Refuses `sendInitialEvents`, as servers without WatchList do. */
  | { readonly type: 'refuseWatchList'; readonly code: number }
  /** Ends the connection after this many bytes of the body. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** Answers after a while. */
  | { readonly type: 'delay'; readonly ms: number };

export interface FaultRule {
  readonly fault: Fault;
  /** Plural of the resource; undefined: every one. */
  readonly resource?: string;
  /** `page`: the second and later pages of a list. */
  readonly verb?: 'list' | 'page' | 'watch' | 'watchList';
  /** Number of requests that it affects; undefined: all until it is cleared. */
  readonly times?: number;
}

export type Verb = NonNullable<FaultRule['verb']> | 'other';

/** Disturbances of open watches. */
export type Disturbance = 'expire' | 'cut' | 'garbage' | 'unknownType' | 'brokenObject' | 'silence' | 'end';

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

  /** The faults of the given type that strike a request; each is counted. */
  take<T extends Fault['type']>(type: T, resource: string, verb: Verb): (Fault & { type: T }) | undefined {
    const found = this.rules.find(({ rule }) => {
      const verbs = rule.verb === undefined || rule.verb === verb || (rule.verb === 'list' && verb === 'page');
      return rule.fault.type === type && (rule.resource === undefined || rule.resource === resource) && verbs;
    });
    if (!found) return undefined;
    found.left--;
    if (found.left <= 0) this.rules.splice(this.rules.indexOf(found), 1);
    return found.rule.fault as Fault & { type: T };
  }
}
