import { type ApiObject, textAt } from './objects.ts';
import { badRequest } from './status.ts';

/** Whether an object is selected. */
export type Selector = (object: ApiObject) => boolean;

const everything: Selector = () => true;

/** Fields that can be selected by, beyond name and namespace (k8s.io/kubernetes, the registries' ToSelectableFields). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  nodes: ['spec.unschedulable'],
  secrets: ['type'],
  namespaces: ['status.phase'],
  replicasets: ['status.replicas'],
  events: [
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.kind',
    'involvedObject.uid',
    'reason',
    'type',
  ],
};

/** Compiles a field selector. Throws 400 for a field that the kind cannot be selected by. */
export function compileFieldSelector(plural: string, text: string): Selector {
  const terms = text.split(',').filter(Boolean);
  if (terms.length === 0) return everything;
  const tests = terms.map((term): Selector => {
    const [, field, operator, wanted] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? [];
    if (!field || !operator) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
    const allowed = field === 'metadata.name' || field === 'metadata.namespace' || FIELDS[plural]?.includes(field);
    if (!allowed) throw badRequest(`field label not supported: ${field}`);
    const path = field.split('.');
    return (object) => (textAt(object, ...path) === wanted) === (operator !== '!=');
  });
  return (object) => tests.every((test) => test(object));
}

/** Compiles a label selector: equality, sets and existence. Throws 400 where it cannot be read. */
export function compileLabelSelector(text: string): Selector {
  const terms = text.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  if (terms.length === 0) return everything;
  const tests = terms.map((term): Selector => {
    const set = /^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(term);
    if (set) {
      const values = new Set(set[3]!.split(',').map((v) => v.trim()));
      return labelTest(set[1]!, (v) =>
        set[2] === 'in' ? v !== undefined && values.has(v) : v === undefined || !values.has(v),
      );
    }
    const pair = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(\S*)\s*$/.exec(term);
    if (pair) return labelTest(pair[1]!, (v) => (v === pair[3]) === (pair[2] !== '!='));
    const exists = /^\s*(!?)\s*([^=!\s()]+)\s*$/.exec(term);
    if (exists) return labelTest(exists[2]!, (v) => (v !== undefined) === (exists[1] === ''));
    throw badRequest(`unable to parse requirement: ${term}`);
  });
  return (object) => tests.every((test) => test(object));
}

function labelTest(key: string, test: (value: string | undefined) => boolean): Selector {
  return ({ metadata }) => test(metadata.labels?.[key]);
}

/** Both. */
export function and(a: Selector, b: Selector): Selector {
  if (a === everything) return b;
  if (b === everything) return a;
  return (object) => a(object) && b(object);
}

/**
 * Compiles `shardRange(object.metadata.uid, '0x…', '0x…')` (KEP-5866): FNV-1a 64 of the UID in a half-open range. Exactly
 * 16 digits each; the end may be 2^64, with 17. Throws 400 otherwise.
 */
export function compileShardSelector(text: string): Selector {
  const match =
    /^shardRange\(object\.metadata\.uid,\s*'0x([0-9a-f]{16})',\s*'0x([0-9a-f]{16}|10000000000000000)'\)$/.exec(text);
  if (!match) throw badRequest(`invalid shardSelector: ${text}`);
  const [start, end] = [BigInt(`0x${match[1]}`), BigInt(`0x${match[2]}`)];
  return ({ metadata }) => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of Buffer.from(metadata.uid)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return hash >= start && hash < end;
  };
}
