import { describe, expect, it } from 'vitest';
import { startChromium } from '../support/browser.ts';
import { has, startStack } from '../support/process.ts';

describe.skipIf(!has('chromium'))('a browser', () => {
  it('finds its way from the front pages to metrics and readiness', async () => {
    const stack = await startStack(['--pods', '20', '--nodes', '2', '--namespaces', '2'], ['--resources=pods,nodes']);
    const browser = await startChromium();
    try {
      const page = await browser.newPage();
      await page.goto(stack.metrics);
      expect(await page.title()).toBe('kube-state-metrics');
      await page.click('a[href="metrics"]');
      expect(await page.textContent('body')).toContain('kube_pod_info{');
      await page.goto(stack.telemetry);
      await page.click('a[href="readyz?verbose"]');
      expect(await page.textContent('body')).toContain('synced   /api/v1/pods');
    } finally {
      await browser.close();
      await stack.stop();
    }
  });
});
