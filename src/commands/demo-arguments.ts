import { readArguments } from '../config/arguments.ts';
import { refuseProblems } from '../config/given.ts';
import { clusterOnlyFlags, demoFlags } from './demo.ts';

/** Arguments of the two processes of the demo. */
export interface DemoArguments {
  /** For `simulate`. */
  readonly cluster: readonly string[];
  readonly exporter: readonly string[];
}

/**
 * Divides the arguments of the demo by whose flags they are; those after `--` are all for `simulate`. Values are checked by those who get them.
 * Throws CONFIG_INVALID for an unknown flag.
 */
export function splitDemo(argv: readonly string[]): DemoArguments {
  const split = argv.indexOf('--');
  const [own, simulate] = split < 0 ? [argv, []] : [argv.slice(0, split), argv.slice(split + 1)];
  const { given, problems } = readArguments(own, demoFlags);
  refuseProblems(problems);
  const names: ReadonlySet<string> = new Set(Object.values(clusterOnlyFlags).map(({ name }) => name));
  const words = (forCluster: boolean): string[] =>
    [...given]
      .filter(([name]) => names.has(name) === forCluster)
      .flatMap(([name, values]) => values.map(({ value }) => `--${name}=${String(value)}`));
  const { churn } = clusterOnlyFlags;
  return { cluster: [`--${churn.name}=${churn.default}`, ...words(true), ...simulate], exporter: words(false) };
}
