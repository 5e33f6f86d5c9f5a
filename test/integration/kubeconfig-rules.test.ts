import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CredentialSource } from '../../src/kube/credentials.ts';
import { openTransport } from '../../src/kube/transport.ts';
import { systemClock as clock } from '../../src/system/clock.ts';
import { systemFiles as files } from '../../src/system/files.ts';
import { openNetwork } from '../../src/system/network.ts';
import { systemProcesses as processes } from '../../src/system/processes.ts';
import { type Recorder, startRecorder } from '../support/api-recorder.ts';
import { rules } from '../support/kubeconfig-rules/all.ts';
import { compareRequest } from '../support/kubeconfig-rules/compare.ts';
import { isRefusal, placeRule } from '../support/kubeconfig-rules/place.ts';

/** The rules in this process; `test/e2e/kubeconfig-rules.test.ts` runs them against processes, the reference among them. */

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());

const { PATH } = process.env;

async function ask(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  http: 'undici' | 'node',
): Promise<void> {
  const flag = (name: string): string => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
  const flags = { kubeconfig: flag('kubeconfig'), apiserver: flag('apiserver') };
  const network = openNetwork(http, undefined);
  const surroundings = { env: { PATH, ...env }, files, processes, network, serviceAccount: '/missing' };
  const credentials = new CredentialSource(flags, clock, surroundings);
  const transport = openTransport({ credentials, userAgent: 'test/1', network, clock });
  const signal = AbortSignal.timeout(5_000);
  try {
    const { body } = await transport.get({ path: '/api/v1/pods', query: {}, accept: '*/*', signal });
    for await (const _ of body);
  } finally {
    await transport.close();
  }
}

describe.each(['undici', 'node'] as const)('by %s', (http) => {
  it.each(rules)('$name ($source)', async (rule) => {
    recorder.reset();
    const placed = placeRule(rule, recorder);
    const asked = ask(placed.args, placed.env, http);
    if (isRefusal(rule.expect)) {
      await expect(asked).rejects.toMatchObject({
        code: 'CREDENTIALS',
        message: expect.stringMatching(rule.expect.refused),
      });
      expect(recorder.requests).toEqual([]);
    } else if (rule.expect === 'untrusted') {
      await expect(asked).rejects.toMatchObject({ code: 'API_UNREACHABLE' });
      expect(recorder.requests).toEqual([]);
    } else {
      await asked;
      compareRequest(recorder, rule.expect, placed, '');
    }
  });
});
