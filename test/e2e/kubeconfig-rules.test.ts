import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Recorder, startRecorder } from '../support/api-recorder.ts';
import { rules } from '../support/kubeconfig-rules/all.ts';
import { compareRequest } from '../support/kubeconfig-rules/compare.ts';
import { isRefusal, placeRule } from '../support/kubeconfig-rules/place.ts';
import type { Expected, Rule } from '../support/kubeconfig-rules/rule.ts';
import { loopbackPorts, program, type Running, run } from '../support/process.ts';

/** Path of the reference, `kube-state-metrics` itself; without it, this program alone is tested. */
const peer = process.env.KSM_PEER ?? '';
const PATIENCE_MS = 20_000;

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());

describe('this program', () => {
  it.each(rules)('$name ($source)', (rule) => check(program, rule, rule.expect));
});

describe.skipIf(peer === '')(`kube-state-metrics (KSM_PEER${peer === '' ? ' is not set' : ''})`, () => {
  it.each(rules)('$name ($source)', (rule) => check(peer, rule, rule.peer ?? anyText(rule.expect)));
});

/** The errors of the reference have texts of their own. */
const anyText = (expected: Expected): Expected => (isRefusal(expected) ? { refused: /./ } : expected);

async function check(command: string, rule: Rule, expected: Expected): Promise<void> {
  recorder.reset();
  const placed = placeRule(rule, recorder);
  const { listen } = await loopbackPorts();
  const { PATH, HOME } = process.env;
  const running = run(command, [...placed.args, '--resources=pods', ...listen], { PATH, HOME, ...placed.env });
  try {
    await outcome(running, expected);
    const output = running.output();
    if (expected !== 'untrusted' && !isRefusal(expected)) return compareRequest(recorder, expected, placed, output);
    expect(recorder.requests, output).toEqual([]);
    if (expected === 'untrusted') expect(recorder.handshakeFaults, output).toBeGreaterThan(0);
    else {
      expect(running.child.exitCode, output).toBeGreaterThan(0);
      expect(output).toMatch(expected.refused);
    }
  } finally {
    await running.stop('SIGKILL');
  }
}

/** Waits for a request, the end of the process, or a handshake that fails where that is expected: connections of the last process may still break. */
async function outcome({ child }: Running, expected: Expected): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  const isOpen = (): boolean =>
    recorder.requests.length === 0 &&
    (expected !== 'untrusted' || recorder.handshakeFaults === 0) &&
    child.exitCode === null;
  while (isOpen() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  // The last output of a process arrives a little after its end.
  if (child.exitCode !== null) await new Promise((resolve) => setTimeout(resolve, 50));
}
