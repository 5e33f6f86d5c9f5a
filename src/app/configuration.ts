import { ConfigFault } from '../config/config-files.ts';
import type { CustomResourceText, LoadedOptions, OptionSources } from '../config/sources.ts';
import { type CustomResourceEntry, parseCustomResources } from '../customresources/config.ts';
import { showsCustomResources } from '../plan/compile.ts';

const LEFT_OUT =
  '--node, --track-unscheduled-pods: only pods can be selected by node, so custom resources are excluded';

/** Everything that arguments and files say. */
export interface LoadedConfiguration extends Omit<LoadedOptions, 'customResources'> {
  readonly customResources: readonly CustomResourceEntry[];
}

/** Options, and the custom resources that they lead to: what the process is configured with, each time it is loaded. */
export class Configuration {
  private readonly sources: Pick<OptionSources, 'load'>;

  constructor(sources: Pick<OptionSources, 'load'>) {
    this.sources = sources;
  }

  /** Reads the files and compiles what they say. Throws ConfigFault with all problems, a line each. */
  load(): LoadedConfiguration {
    const loaded = this.sources.load();
    const { entries, warnings } = parseText(loaded.customResources);
    const { options } = loaded;
    const leftOut = entries.length > 0 && !showsCustomResources(options) ? [LEFT_OUT] : [];
    return {
      ...loaded,
      options: { ...options, notices: [...options.notices, ...warnings, ...leftOut] },
      customResources: entries,
    };
  }
}

function parseText(read: CustomResourceText | undefined): Omit<ReturnType<typeof parseCustomResources>, 'problems'> {
  if (!read) return { entries: [], warnings: [] };
  const { text, where, place } = read;
  const { entries, warnings, problems } = parseCustomResources(text, where);
  if (problems.length > 0) throw new ConfigFault(problems.join('\n'), place);
  return { entries, warnings };
}
