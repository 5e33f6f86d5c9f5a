import type { FlagType } from '../flag.ts';
import { fileVerbosities, severity } from '../log-types.ts';
import { bool, int, oneOf, text } from '../scalar-types.ts';
import { group, type Row } from './row.ts';

/** A flag of the Go logger, which the configuration file of kube-state-metrics does not know. */
function klog<T>(name: string, type: FlagType<T>, help: string, fallback?: string): Row<T> {
  const row: Row<T> = { name, type, fileKeys: [], applies: 'restart', help };
  return fallback === undefined ? row : { ...row, default: fallback };
}

/** Flags of the log, those of klog (https://github.com/kubernetes/klog) among them. */
export const loggingFlags = group('Logs', {
  logFormat: {
    name: 'log-format',
    type: oneOf({ text: 'the format of klog, the logger of Kubernetes', json: 'an object per line' }),
    applies: 'restart',
    help: 'format of log lines',
    ours: true,
  },
  verbosity: {
    ...klog('v', int, 'log verbosity: 0 is enough for operators, 4 and higher is for debugging'),
    short: 'v',
  },
  vmodule: klog('vmodule', fileVerbosities, 'log verbosity by source file, for example reload=4,lease-*=4'),
  logtostderr: klog('logtostderr', bool, 'write logs to standard error; false: to --log_file', 'true'),
  alsologtostderr: klog('alsologtostderr', bool, 'with --logtostderr=false, write all lines to standard error as well'),
  stderrthreshold: klog('stderrthreshold', severity, 'lowest severity that is written to standard error', 'INFO'),
  logFile: klog('log_file', text, 'file to append logs to, with --logtostderr=false'),
  skipHeaders: klog('skip_headers', bool, 'omit severity, time, process and source file'),
  addDirHeader: klog('add_dir_header', bool, 'write the directory of the source file too'),
});
