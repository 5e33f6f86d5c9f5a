import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { flags } from '../config/flags.ts';
import { list } from '../config/list-types.ts';
import { count, oneOf, text } from '../config/scalar-types.ts';
import type { Command } from './command.ts';

/** Flags of `plan` beside those of the exporter. */
export const planFlags = {
  output: {
    name: 'output',
    type: oneOf({
      table: '',
      json: '',
      yaml: 'resources and Helm values',
      html: 'the page of explore, as one file',
    }),
    help: 'format of the result',
  },
  rows: { name: 'rows', type: count, default: '15', help: 'families to print in a table; 0: all' },
  budget: {
    name: 'budget',
    completes: 'files',
    type: text,
    help: 'path of limits, as YAML: series, bytes, gzip_bytes, memory_bytes, and the same below families and resources; exits with 1 if one is exceeded',
  },
  usedBy: {
    name: 'used-by',
    completes: 'files',
    type: list,
    help: 'rules and dashboards, files or folders: show what leaving out families that nothing reads would save',
  },
  scrapeLimit: {
    name: 'scrape-limit',
    type: count,
    help: 'maximum size of a response in bytes that the scraper takes, such as 16777216 for VictoriaMetrics; advise on parts and shards; 0: no limit',
  },
} as const satisfies FlagTable;

/** Values of these flags. */
export type PlanFlags = ValuesOf<typeof planFlags>;

/** Predicts the metrics of a cluster and what they cost. */
export const plan: Command = {
  name: 'plan',
  summary: 'predict the series, bytes, memory and CPU for a cluster, before anything is deployed',
  usage: '[flags]',
  flags: { ...planFlags, ...flags },
  notes: `Reads samples of the objects with the kubeconfig's credentials: a few requests for each resource.

Examples:
  kube-state-metrics plan --kubeconfig ~/.kube/config
  kube-state-metrics plan --metric-profile alerts --total-shards 4 --output yaml
  kube-state-metrics plan --budget budget.yaml        # in CI`,
  async run(argv, program) {
    const { runPlan } = await import('./plan-run.ts');
    return runPlan(argv, program);
  },
};
