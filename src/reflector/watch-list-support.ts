/** Whether a resource is requested by WatchList, remembered for all of its watches and those to come. */
export class WatchListSupport {
  private usable: boolean;

  constructor(usable: boolean) {
    this.usable = usable;
  }

  /** Whether the next sync starts with a WatchList. */
  get isUsable(): boolean {
    return this.usable;
  }

  /** The server refused it, or never brings it to its end. */
  giveUp(): void {
    this.usable = false;
  }
}

/** Knowledge of the server's WatchLists by resource. It outlives pipelines, so that a reload does not ask again. */
export class WatchListSupports {
  private readonly byResource = new Map<string, WatchListSupport>();
  private readonly enabled: boolean;

  /** `enabled`: the feature gate WatchListClient. */
  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  of(resource: string): WatchListSupport {
    const known = this.byResource.get(resource) ?? new WatchListSupport(this.enabled);
    this.byResource.set(resource, known);
    return known;
  }
}
