import { CodedError, errorText } from '../base/errors.ts';
import type { LogOutput } from '../base/log-output.ts';
import type { Options } from '../model/options.ts';
import { formatKlog, type Severity } from './klog.ts';
import { callSite, verbosityByFile } from './log-place.ts';

/** Log of the program. */
export interface Log {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
  debug(fields: object, text: string): void;
}

/** Options that decide what is logged, in which form, and where to. */
export type LogOptions = Pick<
  Options,
  | 'verbosity'
  | 'logFormat'
  | 'vmodule'
  | 'skipHeaders'
  | 'addDirHeader'
  | 'logtostderr'
  | 'alsologtostderr'
  | 'stderrthreshold'
  | 'logFile'
>;

const DEBUG_VERBOSITY = 4;
/** Levels of JSON lines, those of pino (https://getpino.io), which log shippers know. */
const JSON_LEVELS = { D: 20, I: 30, W: 40, E: 50 } as const;
const RANKS: Readonly<Record<Severity, number>> = { I: 0, W: 1, E: 2 };

/** Opens the log. Throws CONFIG_INVALID where its file cannot be opened. */
export function openLog(options: LogOptions, output: LogOutput): Log {
  const write = openSinks(options, output);
  const { logFormat, skipHeaders, addDirHeader, verbosity } = options;
  const verbosities = verbosityByFile(options.vmodule);
  const line = (level: 'D' | Severity, fields: object, text: string, place: string): string => {
    if (logFormat === 'json')
      return `${JSON.stringify({ level: JSON_LEVELS[level], time: output.isoTime(), ...fields, msg: text })}\n`;
    const severity = level === 'D' ? 'I' : level;
    const header = { severity, time: output.localTime(), pid: output.pid, place };
    return formatKlog(skipHeaders ? undefined : header, text, fields);
  };
  // The stack is looked at only for headers, which have file and line.
  const placed = logFormat === 'text' && !skipHeaders;
  const at = (level: Severity) => (fields: object, text: string) =>
    write(level, line(level, fields, text, placed ? callSite(addDirHeader, output.sourceOf) : ''));
  return {
    info: at('I'),
    warn: at('W'),
    error: at('E'),
    debug: (fields, text) => {
      const place =
        verbosity >= DEBUG_VERBOSITY || verbosities.length > 0 ? callSite(addDirHeader, output.sourceOf) : '';
      const enabled = verbosities.find(({ matches }) => matches(place))?.verbosity ?? verbosity;
      if (enabled >= DEBUG_VERBOSITY) write('I', line('D', fields, text, place));
    },
  };
}

/** Lines go to standard error from a severity on, and to a file where standard error is not wanted (klog's rules). */
function openSinks(
  { logtostderr, alsologtostderr, stderrthreshold, logFile }: LogOptions,
  { stderr, openFile }: LogOutput,
): (severity: Severity, line: string) => void {
  const passes = (severity: Severity): boolean => RANKS[severity] >= stderrthreshold;
  if (logtostderr || logFile === '') return (severity, line) => void (passes(severity) && stderr(line));
  const file = openLogFile(logFile, openFile);
  return (severity, line) => {
    if (alsologtostderr || passes(severity)) stderr(line);
    file(line);
  };
}

function openLogFile(path: string, openFile: LogOutput['openFile']): (line: string) => void {
  try {
    return openFile(path);
  } catch (error) {
    throw new CodedError('CONFIG_INVALID', `--log_file ${path}: cannot open the file: ${errorText(error)}`);
  }
}
