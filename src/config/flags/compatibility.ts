import type { FlagType } from '../flag.ts';
import { bool, int, text } from '../scalar-types.ts';
import { group, type Row } from './row.ts';

const KLOG = 'logs go to standard error, or to the file of --log_file as a whole';

/** A flag of the Go logger, which the configuration file of kube-state-metrics does not know. */
function klog<T>(name: string, type: FlagType<T>, help: string, fallback?: string): Row<T> {
  const row: Row<T> = { name, type, fileKeys: [], applies: 'none', help, ignored: KLOG };
  return fallback === undefined ? row : { ...row, default: fallback };
}

/** Flags that manifests for kube-state-metrics may have and that mean nothing here. Their values are checked. */
export const compatibilityFlags = group('Accepted for compatibility, no effect', {
  alsologtostderrthreshold: klog('alsologtostderrthreshold', text, 'level from which logs go to standard error'),
  legacyStderrThresholdBehavior: klog(
    'legacy_stderr_threshold_behavior',
    bool,
    'ignore stderrthreshold with logtostderr',
    'true',
  ),
  logBacktraceAt: klog('log_backtrace_at', text, 'source line whose logs have a stack trace', ':0'),
  logDir: klog('log_dir', text, 'directory of log files'),
  logFileMaxSize: klog('log_file_max_size', int, 'maximum size of a log file, in megabytes', '1800'),
  oneOutput: klog('one_output', bool, 'write each line to the log of its own level only'),
  skipLogHeaders: klog('skip_log_headers', bool, 'omit the headers of log files'),
});
