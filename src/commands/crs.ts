import { parseCommandLine } from '../config/arguments.ts';
import type { FlagTable, ValuesOf } from '../config/flag.ts';
import { clusterFlags } from '../config/flags/cluster.ts';
import { positive, text } from '../config/scalar-types.ts';
import { systemFiles } from '../system/files.ts';
import type { Command } from './command.ts';

const { apiserver, kubeconfig } = clusterFlags;
const crsFlags = {
  file: {
    name: 'file',
    completes: 'files',
    short: 'f',
    type: text,
    help: 'path of the custom resource state configuration',
  },
  object: {
    name: 'object',
    completes: 'files',
    short: 'o',
    type: text,
    help: 'path of the custom resource, as YAML or JSON; - for standard input; "cluster" for the objects of the cluster',
  },
  limit: {
    name: 'limit',
    type: positive,
    default: '50',
    help: 'maximum number of objects that are read of each kind of the cluster',
  },
  apiserver: { name: apiserver.name, type: text, help: apiserver.help },
  kubeconfig: { name: kubeconfig.name, type: text, help: kubeconfig.help },
} as const satisfies FlagTable;

/** Values of the flags of `crs`. */
export type CrsFlags = ValuesOf<typeof crsFlags>;

/** Shows the samples that a custom resource state configuration makes of objects, and describes the language to editors. */
export const crs: Command = {
  name: 'crs',
  summary: 'preview the metrics of custom resources; print the JSON Schema for editors',
  usage: 'preview -f CONFIG -o OBJECT|cluster | schema',
  flags: crsFlags,
  words: () => ['preview', 'schema'],
  async run(argv, { print }) {
    const { values, words } = parseCommandLine(argv, crsFlags);
    const { runCrs } = await import('./crs-run.ts');
    return runCrs(words, values, print, systemFiles);
  },
};
