import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplorerData } from '../../src/explorer/data.ts';
import { buildPage } from '../../tools/build-page.ts';
import { accessibilityFaults, openWatched, startChromium, type WatchedPage } from '../support/browser.ts';
import { eventually, freePort, has, program, root, type Stack, startStack } from '../support/process.ts';

const VIEWS = ['map', 'table', 'namespaces', 'labels', 'diff', 'usage', 'process'];
const rules = `groups:
- name: a
  rules:
  - {record: "ns:phase", expr: "sum by (namespace, phase) (kube_pod_status_phase)"}
  - {alert: Restarts, expr: "rate(kube_pod_container_status_restarts_total[5m]) > 1"}
`;

describe.skipIf(!has('chromium'))('the explorer', () => {
  let stack: Stack;
  let browser: Browser;
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    await buildPage(root, path.join(root, 'dist'));
    folder = mkdtempSync(path.join(tmpdir(), 'ksm-explorer-'));
    writeFileSync(file('rules.yaml'), rules);
    stack = await startStack(['--pods', '300', '--nodes', '5', '--namespaces', '6', '--controllers=false']);
    await (await fetch(`${stack.metrics}/metrics`)).text();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  async function open(fragment = '', options: Parameters<typeof openWatched>[3] = {}): Promise<WatchedPage> {
    return openWatched(browser, `${stack.telemetry}/explore/${fragment}`, `${stack.telemetry}/explore/`, options);
  }
  async function withPage(fragment: string, use: (page: Page) => Promise<void>): Promise<void> {
    const { page, faults } = await open(fragment);
    await use(page);
    expect(faults).toEqual([]);
    await page.context().close();
  }
  /** Names of the rows of a table, once all of them are in the document: they come in idle moments. */
  const rows = (page: Page, caption: string): Promise<string[]> =>
    eventually(async () => {
      const table = page.locator(`section[aria-label="${caption}"] > table`);
      const names = await table.locator('> tbody > tr:not(.gap) > th').allInnerTexts();
      expect(names).toHaveLength(Number(await table.getAttribute('aria-rowcount')) - 1);
      return names;
    });
  const effect = async (page: Page, name: string): Promise<string[]> =>
    (await page.locator('.effects tr', { hasText: name }).locator('td').allInnerTexts()).slice(0, 3);
  const settings = (page: Page): Promise<string> => page.locator('section[aria-label="settings"] pre').innerText();
  const data = async (): Promise<ExplorerData> =>
    (await (await fetch(`${stack.telemetry}/explore/data.json`)).json()) as ExplorerData;

  it('shows all families, sorted and filtered', () =>
    withPage('#table', async (page) => {
      const { cardinality } = await data();
      const shown = await rows(page, 'Families');
      const bySize = [...cardinality.families].sort((a, b) => b.rawBytes - a.rawBytes);
      expect(shown).toHaveLength(cardinality.families.length);
      expect(shown.slice(0, 5)).toEqual(bySize.slice(0, 5).map(({ name }) => name));
      await page.getByRole('button', { name: 'Family' }).click();
      expect(await rows(page, 'Families')).toEqual(shown.sort());
      await page.getByRole('button', { name: 'Series' }).click();
      const [most] = [...cardinality.families].sort((a, b) => b.series - a.series);
      expect((await rows(page, 'Families'))[0]).toBe(most!.name);
      await page.keyboard.press('/');
      await page.keyboard.type('POD restarts');
      expect((await rows(page, 'Families')).sort()).toEqual(
        cardinality.families
          .map(({ name }) => name)
          .filter((name) => /pod/.test(name) && /restarts/.test(name))
          .sort(),
      );
      await page.fill('#filter', 'no such family');
      expect(await page.innerText('main')).toContain('No family has all of these words.');
      await page.focus('#filter');
      await page.keyboard.press('Escape');
      expect(await rows(page, 'Families')).toHaveLength(shown.length);
      await page.getByRole('button', { name: 'kube_pod_info', exact: true }).click();
      expect(await page.innerText('section.detail')).toContain('host_ip');
      await page.keyboard.press('Escape');
      expect(await page.locator('section.detail').count()).toBe(0);
    }));

  it('says what leaving parts out saves, and the flags that do so', () =>
    withPage('#table', async (page) => {
      const { cardinality } = await data();
      const { total, families } = cardinality;
      const info = families.find(({ name }) => name === 'kube_pod_info')!;
      await page.getByLabel('Keep kube_pod_info', { exact: true }).uncheck();
      expect((await effect(page, 'Series')).slice(0, 2)).toEqual(
        [total.series, total.series - info.series].map((count) => count.toLocaleString('en-US')),
      );
      await page.click('nav a[href="#namespaces"]');
      const namespace = cardinality.namespaces.find(({ name }) => name !== '')!.name;
      await page.getByLabel(`Keep ${namespace}`, { exact: true }).uncheck();
      await page.click('nav a[href="#labels"]');
      await page.getByLabel('Keep uid of pods', { exact: true }).uncheck();
      await page.fill('input[type="number"]', String((total.rawBytes / 1024 / 1024) * 0.2));
      const text = await settings(page);
      expect(text).toContain("'--metric-denylist=^kube_pod_info$'");
      expect(text).toContain(`--namespaces-denylist=${namespace}`);
      expect(text).toContain("'--metric-drop-labels=pods=[uid]'");
      expect(text).toMatch(/--scrape-parts=[48]/);
      expect(await page.innerText('.division')).toContain('/metrics?part=I&parts=');
      for (const name of ['Text', 'Compressed', 'Scrape time', 'Memory']) {
        expect((await effect(page, name))[2], name).toMatch(/^−\d/);
      }
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.selectOption('select', 'minimal');
      await page.fill('input[type="number"]', '');
      expect(await settings(page)).toBe('--metric-profile=minimal');
      await page.locator('label', { hasText: /^File$/ }).click();
      expect(await settings(page)).toBe('metric_profile: minimal');
    }));

  it('is walked through by keyboard in the map', () =>
    withPage('', async (page) => {
      const focused = (): Promise<string> => page.evaluate('document.activeElement?.textContent ?? ""');
      await page.focus('.tile[tabindex="0"]');
      expect(await focused()).toMatch(/^pods: .* % of all text$/);
      await page.keyboard.press('Enter');
      await page.focus('.tile[tabindex="0"]');
      const first = await focused();
      await page.keyboard.press('ArrowRight');
      expect(await focused()).not.toBe(first);
      await page.keyboard.press('ArrowLeft');
      expect(await focused()).toMatch(/^kube_pod_/);
      await page.keyboard.press(' ');
      expect(await focused()).toContain('left out');
      expect(await settings(page)).toContain('--metric-denylist=');
      await page.keyboard.press('Enter');
      expect(await page.innerText('.path')).toMatch(/pods.*›.*kube_pod_/s);
      expect(await page.locator('.tile.label').count()).toBeGreaterThan(2);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      expect(await page.locator('.tile.resource').count()).toBeGreaterThan(5);
      await page.keyboard.press('?');
      expect(await page.innerText('dialog')).toContain('go to the filter');
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog').count()).toBe(0);
    }));

  it('compares with a saved snapshot, and says whose the growth is', () =>
    withPage('#diff', async (page) => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save a snapshot for later' }).click();
      await (await download).saveAs(file('saved.json'));
      const saved = JSON.parse(readFileSync(file('saved.json'), 'utf8')) as ExplorerData;
      writeFileSync(file('old.json'), JSON.stringify(smaller(saved)));
      await page.setInputFiles('header input[type="file"]', file('rules.yaml'));
      await page.getByText('rules.yaml: not JSON').waitFor();
      await page.setInputFiles('header input[type="file"]', file('saved.json'));
      await page.getByText('No family differs.').waitFor();
      await page.setInputFiles('header input[type="file"]', file('old.json'));
      await page.getByText('+7').first().waitFor({ state: 'attached' });
      await page.getByText('Series', { exact: true }).first().click();
      expect(await rows(page, 'Changes of families')).toEqual(['kube_pod_info']);
      await page.getByRole('button', { name: 'kube_pod_info' }).click();
      const owner = mostPods(saved).name;
      expect(await page.innerText('section.detail')).toMatch(new RegExp(`${owner} \\+7`));
      expect(await rows(page, 'Changes of namespaces')).toEqual([owner]);
    }));

  it('marks what rules do not read', () =>
    withPage('#usage', async (page) => {
      await page.setInputFiles('.drop-zone input', file('rules.yaml'));
      await page.getByText('2 expressions in 1 file.').waitFor();
      const unread = await rows(page, 'Families that nothing reads');
      expect(unread).toContain('kube_pod_info');
      expect(unread).not.toContain('kube_pod_status_phase');
      expect(await page.locator('section[aria-label="allow-list"] pre').innerText()).toBe(
        "'--metric-allowlist=^kube_pod_container_status_restarts_total$,^kube_pod_status_phase$'",
      );
      await page.getByRole('button', { name: 'Leave them out' }).click();
      const left = (await data()).cardinality.families.filter(({ name }) => !unread.includes(name));
      expect((await effect(page, 'Series'))[1]).toBe(
        left.reduce((sum, { series }) => sum + series, 0).toLocaleString('en-US'),
      );
      await page.click('nav a[href="#table"]');
      await page.fill('#filter', 'unread');
      expect((await rows(page, 'Families')).sort()).toEqual([...unread].sort());
    }));

  it('shows the process: resources, scrapes and the shard', () =>
    withPage('#process', async (page) => {
      const text = await page.innerText('main');
      expect(text).toContain('all in sync');
      expect(text).toMatch(/pods\s+synced\s+300\s+watchlist/);
      expect(text).toContain('This process is the only shard');
      expect(await page.locator('svg rect').count()).toBe(1);
    }));

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in any view, %s', async (colorScheme) => {
    const { page, faults } = await open('', { colorScheme });
    await page.setInputFiles('header input[type="file"]', await snapshotFile());
    await page.click('nav a[href="#usage"]');
    await page.setInputFiles('.drop-zone input', file('rules.yaml'));
    await page.locator('.names, .table-place').first().waitFor();
    for (const view of VIEWS) {
      await page.click(`nav a[href="#${view}"]`);
      await page.locator(`nav a[href="#${view}"][aria-current="page"]`).waitFor();
      if (view === 'table') {
        await page.getByLabel('Keep kube_pod_info', { exact: true }).uncheck();
        await page.getByRole('button', { name: 'kube_pod_status_phase', exact: true }).click();
      }
      expect(await accessibilityFaults(page), view).toEqual([]);
    }
    await page.keyboard.press('?');
    expect(await accessibilityFaults(page), 'help').toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  async function snapshotFile(): Promise<string> {
    writeFileSync(file('snapshot.json'), JSON.stringify(smaller(await data())));
    return file('snapshot.json');
  }

  it('switches between light and dark, and remembers it', () =>
    withPage('', async (page) => {
      const back = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await back();
      await page.getByRole('button', { name: 'Switch between light and dark' }).click();
      const dark = await back();
      expect(dark).not.toBe(light);
      await page.reload();
      await page.waitForSelector('nav');
      expect(await back()).toBe(dark);
    }));

  it.each([400, 900, 1440])('fits in %d pixels', async (width) => {
    const { page, faults } = await open('', { width });
    for (const view of VIEWS) {
      await page.click(`nav a[href="#${view}"]`);
      await page.locator(`nav a[href="#${view}"][aria-current="page"]`).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(width);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('works below a path of a proxy', async () => {
    const prefix = '/api/v1/namespaces/a/services/b:telemetry/proxy';
    const proxy = await startProxy(prefix, stack.telemetry);
    try {
      const url = `${proxy.url}${prefix}/explore/`;
      const { page, faults } = await openWatched(browser, url, url);
      await page.click('nav a[href="#usage"]');
      await page.setInputFiles('.drop-zone input', file('rules.yaml'));
      await page.getByText('2 expressions in 1 file.').waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    } finally {
      proxy.server.close();
      proxy.server.closeAllConnections();
    }
  });

  it('says that the data cannot be read, and tries again', async () => {
    const page = await browser.newPage();
    let isBroken = true;
    await page.route('**/data.json', (route) =>
      isBroken ? route.fulfill({ status: 503, body: 'not now' }) : route.continue(),
    );
    await page.goto(`${stack.telemetry}/explore/`);
    await page.getByText('The data cannot be read: data.json: status 503 not now').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForSelector('nav');
    await page.close();
  });

  it('is one file for a ticket, of any exporter, without a server', async () => {
    const metrics = '# TYPE a gauge\na{namespace="</script>",x="1"} 1\n# TYPE b gauge\nb 1\n';
    writeFileSync(file('metrics.txt'), metrics);
    writeFileSync(file('page.html'), execFileSync(program, ['explore', '-o', 'html', file('metrics.txt')]));
    const url = `file://${file('page.html')}`;
    const { page, faults } = await openWatched(browser, `${url}#table`, url);
    expect(await rows(page, 'Families')).toEqual(['a', 'b']);
    expect(await page.locator('nav a[href="#process"]').count()).toBe(0);
    await page.click('nav a[href="#namespaces"]');
    expect(await rows(page, 'Namespaces')).toContain('</script>');
    await page.click('nav a[href="#usage"]');
    writeFileSync(file('one.yaml'), 'groups: [{rules: [{alert: A, expr: "a > 1"}]}]');
    await page.setInputFiles('.drop-zone input', file('one.yaml'));
    await page.getByText('1 expression in 1 file.').waitFor();
    expect(await rows(page, 'Families that nothing reads')).toEqual(['b']);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('says so while there are no metrics', async () => {
    writeFileSync(file('empty.txt'), '');
    writeFileSync(file('empty.html'), execFileSync(program, ['explore', '-o', 'html', file('empty.txt')]));
    const url = `file://${file('empty.html')}`;
    const { page, faults } = await openWatched(browser, url, url);
    for (const view of VIEWS.filter((each) => each !== 'process')) {
      await page.click(`nav a[href="#${view}"]`);
      expect(await page.innerText('main')).toContain('There are no metrics yet.');
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** The number of a family in a namespace's shares, and of its series. */
type Share = readonly [family: number, series: number, rawBytes: number];

/** The namespace with the most pods: the one with the most bytes may have none. */
function mostPods({ cardinality: { families, namespaces } }: ExplorerData): {
  readonly name: string;
  readonly share: Share;
} {
  const index = families.findIndex(({ name }) => name === 'kube_pod_info');
  const shares = namespaces.flatMap(({ name, families: all }) =>
    all.filter(([each]) => each === index).map((share) => ({ name, share })),
  );
  return shares.reduce((a, b) => (b.share[1] > a.share[1] ? b : a));
}

/** A snapshot from before the namespace with the most pods got 7 more. */
function smaller(data: ExplorerData): ExplorerData {
  const old = structuredClone(data) as ExplorerData & {
    cardinality: { families: { series: number; rawBytes: number }[] };
  };
  const index = old.cardinality.families.findIndex(({ name }) => name === 'kube_pod_info');
  const family = old.cardinality.families[index] as { series: number; rawBytes: number };
  const share = mostPods(old).share as unknown as number[];
  family.series -= 7;
  family.rawBytes -= 700;
  share[1]! -= 7;
  share[2]! -= 700;
  return old;
}

/** Starts a server that passes on what is below a path, as `kubectl proxy` does. */
async function startProxy(prefix: string, target: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((from, to) => {
    if (!from.url?.startsWith(`${prefix}/`)) {
      to.writeHead(404).end();
      return;
    }
    request(`${target}${from.url.slice(prefix.length)}`, (response) => {
      to.writeHead(response.statusCode!, response.headers);
      response.pipe(to);
    }).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${port}`, server };
}
