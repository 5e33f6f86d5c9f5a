import { expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { FirstRead } from './first-read.ts';
import { StartReport } from './start-report.ts';
import type { WatchState } from './watch-states.ts';

function open() {
  const clock = new TestClock();
  const lines: [object, string][] = [];
  const firstRead = new FirstRead();
  const report = new StartReport(clock, { error: (...line) => void lines.push(line) }, firstRead);
  return { clock, lines, firstRead, report };
}

const refused = (detail: string): WatchState => ({ health: 'refused', everSynced: false, detail });
const pending: WatchState = { health: 'pending', everSynced: false, detail: '' };
const TEXT = 'nothing could be read from the API server; not ready, and /metrics returns 503';

it('says why nothing could be read and what to do, for all watches together and ever more rarely', () => {
  const { clock, lines, report } = open();
  const watches = [
    ['/a', refused('401 Unauthorized')],
    ['/b', refused('401 Unauthorized')],
    ['/c', refused('unreachable: connection refused')],
  ] as const;
  const times: number[] = [];
  for (let second = 0; second < 3_600; second++) {
    const before = lines.length;
    report.look(watches);
    if (lines.length > before) times.push(second);
    clock.pass(1_000);
  }
  const line = { watches: 3, reasons: { 401: 2, unreachable: 1 }, path: '/a', detail: '401 Unauthorized' };
  expect(lines[0]).toEqual([{ ...line, advice: expect.stringContaining('credentials') }, TEXT]);
  expect(times).toEqual([0, 60, 180, 420, 900, 1_800, 2_700]);
});

it('waits for the watches that have not been tried, for a while', () => {
  const { clock, lines, report } = open();
  report.look([['/a', pending]]);
  clock.pass(60_000);
  const watches = [
    ['/a', refused('403 no')],
    ['/b', pending],
  ] as const;
  report.look(watches);
  clock.pass(9_999);
  report.look(watches);
  expect(lines).toEqual([]);
  clock.pass(1);
  report.look(watches);
  expect(lines).toHaveLength(1);
});

it('says nothing once something has been read; then single resources have their lines', () => {
  const { clock, lines, firstRead, report } = open();
  const said: string[] = [];
  firstRead.afterwards('a', () => said.push('first'));
  firstRead.afterwards('a', () => said.push('second'));
  firstRead.afterwards('b', () => said.push('recovered'));
  firstRead.drop('b');
  expect(said).toEqual([]);
  firstRead.happen();
  firstRead.happen();
  firstRead.afterwards('c', () => said.push('at once'));
  expect(said).toEqual(['second', 'at once']);
  clock.pass(60_000);
  report.look([['/a', refused('403 no')]]);
  expect(lines).toEqual([]);
});

it.each([
  ['unreachable: connect ECONNREFUSED', /--apiserver or the kubeconfig, DNS/],
  ['403 pods is forbidden', /kube-state-metrics rbac/],
  ['404 page not found', /a Kubernetes API server/],
  ['500 etcd is away', /detail/],
])('advises by the reason of most watches: %s', (detail, advice) => {
  const { lines, report } = open();
  report.look([
    ['/a', refused('429 slowly')],
    ['/b', refused(detail)],
    ['/c', refused(detail)],
  ]);
  expect(lines[0]![0]).toMatchObject({ path: '/b', detail, advice: expect.stringMatching(advice) });
});
