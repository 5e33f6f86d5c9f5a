import type { Files } from '../base/files.ts';
import { readArguments } from './arguments.ts';
import { ConfigFault, type ConfigFile, type ConfigFilePlace, readConfigFile } from './config-files.ts';
import { readMapping } from './config-yaml.ts';
import { overrideGiven, readFileValues } from './file-values.ts';
import { flagList, flags, type Options } from './flags.ts';
import { checkValues, type Reading } from './given.ts';
import type { Known } from './known.ts';
import { compileReading } from './options.ts';

/** Options, and the configuration files that they were read from. */
export interface LoadedOptions {
  readonly options: Options;
  /** The files that exist. */
  readonly files: readonly ConfigFile[];
  /** Every file whose changes matter, whether it exists or not. */
  readonly places: readonly ConfigFilePlace[];
  /** The configuration of custom resources; undefined: none. */
  readonly customResources: CustomResourceText | undefined;
}

/** A configuration of custom resources that has been read, but not parsed: who knows the language does that. */
export interface CustomResourceText {
  /** What leads problems: the file or the flag. */
  readonly where: string;
  readonly text: string;
  /** The file; undefined: the command line. */
  readonly place: ConfigFilePlace | undefined;
}

/** Arguments, and the files that they name: where options come from, each time they are loaded. */
export class OptionSources {
  private readonly reading: Reading;
  private readonly known: Known;
  private readonly files: Files;

  constructor(argv: readonly string[], known: Known, files: Files) {
    this.reading = readArguments(argv, flags);
    this.known = known;
    this.files = files;
  }

  /**
   * Reads the files and compiles the options; values of the file given by --config override arguments. Throws ConfigFault with all
   * problems, a line each.
   */
  load(): LoadedOptions {
    const place = this.configPlace();
    const file = place && readConfigFile(place, this.files);
    const options = file
      ? compileFile(file, this.reading, this.known)
      : blaming(place, () => compileReading(this.reading, this.known));
    const custom = customResourcePlace(options);
    const customFile = custom && readConfigFile(custom, this.files);
    return {
      options,
      files: [file, customFile].filter((each) => each !== undefined),
      places: [place, custom].filter((each) => each !== undefined),
      customResources: customText(options, customFile),
    };
  }

  private configPlace(): ConfigFilePlace | undefined {
    const { config, continueWithoutConfig } = checkValues(flags, this.reading.given).values;
    if (config === '') return undefined;
    return { type: 'config', filename: config, flag: '--config', mayMiss: continueWithoutConfig };
  }
}

/** Compiles the options of a configuration file over those of arguments; unknown keys become notices. Throws ConfigFault. */
export function compileFile({ place, text }: ConfigFile, args: Reading, known: Known): Options {
  const { entries, problems } = readMapping(text, place.filename);
  if (problems.length > 0) throw new ConfigFault(problems.join('\n'), place);
  const { given, notices } = readFileValues(entries, place.filename, flagList);
  const reading = { given: overrideGiven(args.given, given), problems: args.problems };
  const options = blaming(place, () => compileReading(reading, known));
  return { ...options, notices: [...notices, ...options.notices] };
}

/** Names the file that is to blame for a problem with options, next to which arguments stay what they are. */
function blaming<T>(place: ConfigFilePlace | undefined, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ConfigFault(error.message, place);
  }
}

function customResourcePlace(options: Options): ConfigFilePlace | undefined {
  const { customResourceConfigFile: filename, continueWithoutCustomResourceConfigFile: mayMiss } = options;
  if (filename === '') return undefined;
  return { type: 'customresourceconfig', filename, flag: '--custom-resource-state-config-file', mayMiss };
}

/** As in kube-state-metrics, the text of the flag takes precedence over the file. */
function customText(
  { customResourceConfig: text }: Options,
  file: ConfigFile | undefined,
): CustomResourceText | undefined {
  if (text !== '') return { where: `--${flags.customResourceConfig.name}`, text, place: undefined };
  return file && { where: file.place.filename, text: file.text, place: file.place };
}
