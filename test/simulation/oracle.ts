import { parseExposition } from '../../src/library/index.ts';
import { compileShare, type Share } from '../../src/sharding/share.ts';
import type { History } from './history.ts';

/** A resource that the oracle follows: the family that shows its objects, and the label that tells them apart. */
export interface Followed {
  readonly plural: string;
  readonly family: string;
  /** UIDs of objects by the text of the label; empty label: the label is the UID. */
  readonly key: string;
}

/** The resources that exporters of a simulation show. */
export const FOLLOWED: readonly Followed[] = [
  { plural: 'pods', family: 'kube_pod_labels', key: 'uid' },
  { plural: 'configmaps', family: 'kube_configmap_labels', key: 'configmap' },
];

/** A violation of a promise: which one, and how. */
export class Violation extends Error {
  readonly promise: Promised;

  constructor(promise: Promised, detail: string) {
    super(`${promise}: ${detail}`);
    this.promise = promise;
  }
}

/** Promises that answers are held to. */
export type Promised = 'complete' | 'unique' | 'monotonic' | 'fresh' | 'convergent' | 'honest';

/** Judges the answers of one exporter from its start on. */
export class Judge {
  private readonly histories: ReadonlyMap<string, History>;
  private readonly uidOf: (plural: string, key: string) => string | undefined;
  private readonly share: Share;
  private readonly owns: (uid: string) => boolean;
  /** The instants that the last answer showed, by resource. */
  private instants = new Map<string, number>();

  constructor(
    histories: ReadonlyMap<string, History>,
    uidOf: (plural: string, key: string) => string | undefined,
    share: Share,
  ) {
    this.histories = histories;
    this.uidOf = uidOf;
    this.share = share;
    const ownership = compileShare(share);
    this.owns = (uid) => ownership?.owns(uid) ?? true;
  }

  /** The process starts, and knows nothing of what was before. */
  restart(): void {
    this.instants = new Map([...this.histories].map(([plural, { length }]) => [plural, length]));
  }

  /**
   * Judges an answer: one instant per resource, none before that of the answer before, and none before `freshFrom`, the time from which on
   * the process has had no excuse; undefined: it has one.
   */
  judge(text: string, freshFrom: number | undefined): void {
    for (const { plural, family, key } of FOLLOWED) {
      const history = this.histories.get(plural)!;
      const shown = this.shownOf(text, plural, family, key);
      const earliest = this.instants.get(plural) ?? 0;
      const found = history.match(shown, this.owns, earliest, history.length);
      if (found === undefined) {
        const before = history.match(shown, this.owns, 0, earliest);
        const where = `${plural} of shard ${this.share.shard}`;
        if (before === undefined)
          throw new Violation('complete', `${where}: ${shown.size} objects that never were at one instant`);
        throw new Violation('monotonic', `${where}: instant ${before} after ${earliest}`);
      }
      this.instants.set(plural, found);
      if (freshFrom === undefined) continue;
      const latest = history.match(shown, this.owns, found, history.length);
      const wanted = history.instantAt(freshFrom);
      const isFresh = history.match(shown, this.owns, Math.max(wanted, latest ?? 0), history.length) !== undefined;
      if (!isFresh) throw new Violation('fresh', `${plural}: instant ${found}, wanted ${wanted} of ${history.length}`);
    }
  }

  private shownOf(text: string, plural: string, family: string, label: string): Map<string, string> {
    const shown = new Map<string, string>();
    const samples = parseExposition(text).find(({ name }) => name === family)?.samples ?? [];
    for (const { labels } of samples) {
      const uid = this.uidOf(plural, labels[label] ?? '') ?? `unknown ${labels[label]}`;
      if (shown.has(uid)) throw new Violation('unique', `${family}: ${labels[label]} twice`);
      shown.set(uid, labels.label_rev ?? '');
    }
    return shown;
  }
}
