import type { Identified } from '../../model/meta.ts';
import type { Sink } from '../../reflector/contract.ts';

/**
 * Names of the namespaces that --namespace-selector matches, kept in sync by a reflector whose sink this is. Changes
 * call back once the first list is complete.
 */
export class NamespaceSet implements Sink {
  private names = new Set<string>();
  /** Names that the current list has brought. */
  private listed: Set<string> | undefined;
  private readonly onReady: () => void;
  private readonly onChange: () => void;
  private complete = false;

  constructor(onReady: () => void, onChange: () => void) {
    this.onReady = onReady;
    this.onChange = onChange;
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  pressure(): undefined {
    return undefined;
  }

  mark(): void {
    this.listed = new Set();
  }

  sweep(): void {
    const before = this.names;
    this.names = this.listed ?? before;
    this.listed = undefined;
    if (!this.complete) {
      this.complete = true;
      this.onReady();
    } else if (before.size !== this.names.size || [...before].some((n) => !this.names.has(n))) this.onChange();
  }

  upsert({ metadata: { name } }: Identified): void {
    if (this.listed) {
      this.listed.add(name);
      return;
    }
    if (this.names.has(name)) return;
    this.names.add(name);
    this.onChange();
  }

  delete({ metadata: { name } }: Identified): void {
    this.listed?.delete(name);
    if (this.names.delete(name) && !this.listed) this.onChange();
  }
}
