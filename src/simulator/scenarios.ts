import type { ScenarioName } from './scenario-names.ts';
import { type Stage, scenarios } from './scenario-types.ts';

/** The scenarios that are on, each with the function that undoes it. */
export class Scenarios {
  private readonly stage: Stage;
  private readonly running = new Map<ScenarioName, () => void>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Names of those that are on. */
  list(): readonly ScenarioName[] {
    return [...this.running.keys()];
  }

  /** Begins a scenario; false where the cluster has nothing that it could happen to. One that is on stays as it is. */
  begin(name: ScenarioName): boolean {
    if (this.running.has(name)) return true;
    const undo = scenarios[name].begin(this.stage);
    if (undo) this.running.set(name, undo);
    return undo !== undefined;
  }

  /** Ends all scenarios: the cluster heals. */
  clear(): void {
    for (const undo of this.running.values()) undo();
    this.running.clear();
  }
}
