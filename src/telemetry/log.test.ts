import { beforeEach, describe, expect, it } from 'vitest';
import type { LogOutput } from '../base/log-output.ts';
import { type LogOptions, openLog } from './log.ts';

const defaults: LogOptions = {
  logFormat: 'text',
  verbosity: 0,
  vmodule: new Map(),
  logtostderr: true,
  alsologtostderr: false,
  stderrthreshold: 0,
  logFile: '',
  skipHeaders: false,
  addDirHeader: false,
};
let stderr: string[];
let file: string[];
beforeEach(() => {
  [stderr, file] = [[], []];
});
const output: LogOutput = {
  stderr: (line) => void stderr.push(line),
  openFile: () => (line) => void file.push(line),
  localTime: () => '0102 03:04:05.000006',
  isoTime: () => '2026-01-02T03:04:05.000Z',
  pid: 7,
};
const open = (options: Partial<LogOptions> = {}) => openLog({ ...defaults, ...options }, output);

describe('the log', () => {
  it("writes klog's format, with the file and line of the caller", () => {
    open().warn({ resource: 'pods' }, 'slow');
    expect(stderr).toEqual([
      expect.stringMatching(/^W0102 03:04:05\.000006 {7}7 log\.test\.ts:\d+\] "slow" resource="pods"\n$/),
    ]);
    open({ addDirHeader: true }).error({}, 'bad');
    expect(stderr[1]).toMatch(/^E.* telemetry\/log\.test\.ts:\d+\] "bad"\n$/);
    open({ skipHeaders: true }).info({}, 'bare');
    expect(stderr[2]).toBe('"bare"\n');
  });

  it('writes JSON lines', () => {
    open({ logFormat: 'json' }).error({ a: 1 }, 'bad');
    expect(stderr).toEqual(['{"level":50,"time":"2026-01-02T03:04:05.000Z","a":1,"msg":"bad"}\n']);
  });

  it('writes debugging lines from verbosity 4 on, or by source file', () => {
    open({ verbosity: 3 }).debug({}, 'no');
    open({ verbosity: 4 }).debug({}, 'yes');
    open({ vmodule: new Map([['l?g.*', 4]]) }).debug({}, 'here');
    open({ verbosity: 4, vmodule: new Map([['log*', 0]]) }).debug({}, 'not here');
    open({ vmodule: new Map([['reload', 4]]) }).debug({}, 'elsewhere');
    expect(stderr.map((line) => /"(.*)"/.exec(line)![1])).toEqual(['yes', 'here']);
  });

  it('writes to standard error from a severity on', () => {
    const log = open({ stderrthreshold: 2 });
    log.info({}, 'a');
    log.warn({}, 'b');
    log.error({}, 'c');
    expect(stderr).toHaveLength(1);
  });

  it('names the flag where the file cannot be opened', () => {
    const failing: LogOutput = {
      ...output,
      openFile: () => {
        throw new Error('EACCES: permission denied');
      },
    };
    expect(() => openLog({ ...defaults, logtostderr: false, logFile: '/x' }, failing)).toThrow(
      '--log_file /x: cannot open the file: EACCES: permission denied',
    );
  });

  it('writes all lines to a file instead, and those of a severity to both', () => {
    const log = open({ logtostderr: false, logFile: 'x', stderrthreshold: 2 });
    log.info({}, 'a');
    log.error({}, 'b');
    expect([stderr.length, file.length]).toEqual([1, 2]);
    open({ logtostderr: false, logFile: 'x', stderrthreshold: 2, alsologtostderr: true }).info({}, 'c');
    expect([stderr.length, file.length]).toEqual([2, 3]);
  });
});
