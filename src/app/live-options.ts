import type { CustomResourceEntry } from '../customresources/config.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { compilePlan, showsCustomResources, withCustomResources } from '../plan/compile.ts';
import { checkPatterns } from '../plan/patterns.ts';
import type { CustomResources } from './custom-resources.ts';
import type { Applied, Runtime } from './runtime.ts';

/** Options that the process runs by, and the configured custom resources. */
interface Current {
  readonly options: Options;
  readonly customResources: readonly CustomResourceEntry[];
}

/** The options in force: they are replaced by a reload, and the plan follows custom resources that come and go. */
export class LiveOptions {
  private readonly resources: readonly Resource[];
  private current: Current;
  private parts: { readonly runtime: Runtime; readonly customResources: CustomResources } | undefined;

  constructor(resources: readonly Resource[], first: Current) {
    this.resources = resources;
    this.current = first;
  }

  /** Applies them to a process from now on. */
  drive(parts: { readonly runtime: Runtime; readonly customResources: CustomResources }): void {
    this.parts = parts;
    this.configure();
  }

  /** Plans again with the custom resources that the cluster serves now. */
  revise(): Promise<Applied> {
    const { runtime, customResources } = this.parts!;
    return runtime.revise((plan) => withCustomResources(plan, this.current.options, customResources.resources));
  }

  /** Replaces the options; the former ones stay in force where that fails. Rejects with CONFIG_INVALID. */
  async apply(options: Options, entries = this.current.customResources): Promise<Applied> {
    checkPatterns(options, this.resources);
    const before = this.current;
    this.current = { options, customResources: entries };
    this.configure();
    const { runtime, customResources } = this.parts!;
    try {
      return await runtime.apply(compilePlan(options, this.resources, customResources.resources));
    } catch (error) {
      this.current = before;
      this.configure();
      throw error;
    }
  }

  private configure(): void {
    const { options, customResources } = this.current;
    this.parts!.customResources.configure(showsCustomResources(options) ? customResources : []);
  }
}
