import type { HttpResponse } from '../base/network.ts';

type Query = Readonly<Record<string, string>>;

/** Parameters that say which objects are listed; the others differ between a list and the watch that follows it. */
const SELECTORS = ['fieldSelector', 'labelSelector', 'shardSelector'];

/**
 * Remembers for each list which cluster it was read from. A kubeconfig that changes may lead to another cluster, where versions of the
 * first one mean something else: what resumes from such a version has to list again.
 */
export class VersionEpochs {
  private readonly listedIn = new Map<string, number>();

  /** Returns whether a request may be sent to the cluster of this epoch; notes those that begin a list. */
  permits(path: string, query: Query, epoch: number): boolean {
    const key = [path, ...SELECTORS.map((name) => query[name] ?? '')].join('\n');
    if (!resumes(query)) {
      this.listedIn.set(key, epoch);
      return true;
    }
    return (this.listedIn.get(key) ?? epoch) === epoch;
  }
}

function resumes({ resourceVersion = '', sendInitialEvents, continue: more = '' }: Query): boolean {
  return more !== '' || (resourceVersion !== '' && resourceVersion !== '0' && sendInitialEvents !== 'true');
}

/** Returns the response by which API servers say that a version is gone: 410. */
export function expired(): HttpResponse {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410 };
  const text = Buffer.from(
    JSON.stringify({ ...status, message: 'the kubeconfig has changed: the version is of another cluster' }),
  );
  return {
    status: 410,
    headers: { 'content-type': 'application/json' },
    abort: () => {},
    body: {
      more: async () => true,
      async *[Symbol.asyncIterator]() {
        yield [text];
      },
    },
  };
}
