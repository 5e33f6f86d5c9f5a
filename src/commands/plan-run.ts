import { stringify } from 'yaml';
import { Configuration } from '../app/configuration.ts';
import { readPageFile } from '../app/explorer/page-files.ts';
import { readUsage } from '../app/explorer/usage-files.ts';
import { adviceOn, memoryAdvice } from '../app/planning/advice.ts';
import { type ClusterPlan, planCluster } from '../app/planning/plan-cluster.ts';
import { CodedError } from '../base/errors.ts';
import { readTextFile } from '../config/config-files.ts';
import { environmentFlags } from '../config/environment.ts';
import type { ValuesOf } from '../config/flag.ts';
import { flags as exporterFlags } from '../config/flags.ts';
import { OptionSources } from '../config/sources.ts';
import { excesses, readBudget, type SizeBudget } from '../explorer/budget.ts';
import { costsOf, type Load } from '../explorer/costs.ts';
import { usageDataOf } from '../explorer/usage-data.ts';
import type { Options } from '../model/options.ts';
import { resources } from '../resources/index.ts';
import { systemClock } from '../system/clock.ts';
import { systemFiles } from '../system/files.ts';
import type { Program } from './command.ts';
import { planFlags } from './plan.ts';
import { excessLines, type Prediction, planTable } from './plan-table.ts';
import { openProgress } from './progress.ts';
import { selfContainedPage } from './self-contained-page.ts';
import { splitFlags } from './split-flags.ts';

type PlanValues = ValuesOf<typeof planFlags>;

/** Predicts and prints. Resolves to the exit code: 1 where a budget is exceeded. Throws for wrong flags and files, and for the cluster. */
export async function runPlan(argv: readonly string[], { print }: Program): Promise<number> {
  const { values, rest } = splitFlags(argv, planFlags, exporterFlags);
  const sources = new OptionSources([...environmentFlags(process.env), ...rest], { resources }, systemFiles);
  const { options, customResources } = new Configuration(sources).load();
  const budget = values.budget === '' ? undefined : budgetOf(values.budget);
  const used = values.usedBy.length > 0 ? readUsage(values.usedBy, systemFiles) : undefined;
  const progress = openProgress(process.stderr);
  const onProgress = (name: string, done: number, all: number): void => progress.show(`reading ${name}`, done, all);
  const planned = await planCluster({ options, resources, customResources, onProgress }).finally(() => progress.end());
  const usage = used && usageDataOf(used.usage, used.files, planned.cardinality);
  const prediction = predict(planned, options, values, usage, budget);
  print(await outputOf(prediction, values, rest, options));
  for (const line of values.output === 'table' ? [] : excessLines(prediction.excesses))
    process.stderr.write(`${line}\n`);
  return prediction.excesses.length > 0 ? 1 : 0;
}

function predict(
  planned: ClusterPlan,
  options: Options,
  { scrapeLimit }: PlanValues,
  usage: Prediction['usage'],
  budget: SizeBudget | undefined,
): Prediction {
  const costs = costsOf(loadOf(planned));
  const { cardinality } = planned;
  return {
    ...planned,
    costs,
    memory: memoryAdvice(costs),
    advice: adviceOn(options, cardinality, costs, { scrapeLimit, usage }),
    excesses: budget ? excesses(budget, cardinality, costs.memoryBytes) : [],
    usage,
    totalShards: options.totalShards,
  };
}

function loadOf({ cardinality, resources: all }: ClusterPlan): Load {
  const sum = (size: 'objects' | 'syncBytes'): number =>
    all.reduce((total, { estimate }) => total + (estimate?.[size] ?? 0), 0);
  return { ...cardinality.total, objects: sum('objects'), syncBytes: sum('syncBytes'), resources: all.length };
}

async function outputOf(
  prediction: Prediction,
  { output, rows }: PlanValues,
  given: readonly string[],
  options: Options,
): Promise<string> {
  switch (output) {
    case 'json':
      return `${JSON.stringify(jsonOf(prediction), null, 2)}\n`;
    case 'yaml':
      return valuesYaml(prediction, given);
    case 'html': {
      const { cardinality, usage } = prediction;
      const source = `the plan for ${options.apiserver || options.kubeconfig || 'the cluster'}`;
      const data = { version: 1, source, takenAtMs: systemClock.unixMs(), cardinality } as const;
      return selfContainedPage(usage ? { ...data, usage } : data, readPageFile);
    }
    default:
      return planTable(prediction, rows);
  }
}

function jsonOf({ cardinality, resources: all, requests, costs, memory, advice, excesses: over }: Prediction): object {
  const sizes = all.map(({ name, note, estimate }) => ({
    name,
    note,
    objects: estimate?.objects,
    syncBytes: estimate?.syncBytes,
  }));
  const families = cardinality.families.map(({ name, resource, series, rawBytes, packedBytes }) => ({
    name,
    resource,
    series,
    rawBytes,
    packedBytes,
  }));
  return { total: cardinality.total, costs, memory, advice, excesses: over, resources: sizes, families, requests };
}

/** Values of the community chart: requests and limits, and the flags that were given. */
function valuesYaml({ memory, costs, totalShards }: Prediction, given: readonly string[]): string {
  const place = /^--(?:kubeconfig|apiserver|shard|total-shards)=/;
  const extraArgs = given.filter((flag) => !place.test(flag));
  const cpu = `${Math.max(10, Math.ceil(costs.syncCpuSeconds * 10) * 10)}m`;
  return stringify({
    ...(totalShards > 1 && { autosharding: { enabled: true }, replicas: totalShards }),
    ...(extraArgs.length > 0 && { extraArgs }),
    resources: {
      requests: { cpu, memory: `${memory.requestMib}Mi` },
      limits: { memory: `${memory.limitMib}Mi` },
    },
  });
}

function budgetOf(filename: string): SizeBudget {
  const { budget, problems } = readBudget(readTextFile(filename, '--budget', systemFiles), filename);
  if (!budget) throw new CodedError('CONFIG_INVALID', problems.join('\n'));
  return budget;
}
