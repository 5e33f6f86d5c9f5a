/** Names of the scenarios, apart from their code, so that the exporter can check a flag without loading the simulator. */
export const scenarioNames = [
  'node-down',
  'node-pressure',
  'crash-loop',
  'unready',
  'broken-image',
  'unschedulable',
  'statefulset-stuck',
  'daemonset-stuck',
  'job-failed',
  'job-slow',
  'hpa-maxed',
  'quota-full',
  'quota-exceeded',
  'pdb-violated',
  'volume-failed',
] as const;

/** Name of a scenario. */
export type ScenarioName = (typeof scenarioNames)[number];
