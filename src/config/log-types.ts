import type { FlagType } from './flag.ts';

const SEVERITIES = ['INFO', 'WARNING', 'ERROR', 'FATAL'];

/** A severity by name or number, as klog reads it; 0 is INFO, 3 is FATAL. */
export const severity: FlagType<number> = {
  expects: 'INFO, WARNING, ERROR, FATAL, or 0 to 3',
  placeholder: 'severity',
  default: 'INFO',
  parse(text, report) {
    const named = SEVERITIES.indexOf(text.toUpperCase());
    if (named >= 0) return named;
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    return void report(`expected ${this.expects}, found "${text}"`);
  },
};

/** `PATTERN=N,…`: verbosity by source file, where `*` and `?` are wildcards. */
export const fileVerbosities: FlagType<ReadonlyMap<string, number>> = {
  expects: 'PATTERN=N,PATTERN=N',
  placeholder: 'list',
  default: '',
  parse(text, report) {
    const rules = text.split(',').filter((rule) => rule !== '');
    const read = rules.map((rule) => /^([^=]+)=(\d+)$/.exec(rule));
    const bad = rules.find((_, i) => !read[i]);
    if (bad !== undefined) return void report(`expected ${this.expects}, found "${bad}"`);
    return new Map(read.map((match) => [match![1]!, Number(match![2])]));
  },
};
