import type { Row } from './dashboard.ts';
import { increase, rate, selectorsOf, targetSelector } from './selectors.ts';

const { self } = selectorsOf('instance');

/** Row on scrapes, as the exporter and as Prometheus see them. */
export const scrapesRow: Row = {
  title: 'Scrapes',
  height: 8,
  panels: [
    {
      type: 'timeseries',
      title: 'Response time',
      description:
        'Time from a request to the end of its response, as the exporter sees it. A slow reader makes it longer.',
      width: 8,
      unit: 's',
      queries: [0.5, 0.99].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le, handler) (${rate(self('http_request_duration_seconds_bucket'))}))`,
        legend: `{{handler}}: p${quantile * 100}`,
      })),
    },
    {
      type: 'timeseries',
      title: 'Scrape duration',
      description: 'Duration of scrapes as Prometheus sees it. Compare it with the scrape timeout.',
      width: 8,
      unit: 's',
      queries: [
        {
          expr: `max by (instance) (${targetSelector('scrape_duration_seconds')})`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Data sent',
      description: 'Scrape responses by encoding. Uncompressed responses cost more CPU and network.',
      width: 8,
      unit: 'binBps',
      queries: [
        {
          expr: `sum by (encoding) (${rate(self('kube_state_metrics_scrape_bytes_total'))})`,
          legend: '{{encoding}}',
        },
      ],
    },
    {
      type: 'timeseries',
      title: 'Flush duration',
      description: 'Time to write all pending changes to segments before a scrape.',
      width: 8,
      unit: 's',
      queries: [0.5, 0.99].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le) (${rate(self('kube_state_metrics_flush_duration_seconds_bucket'))}))`,
        legend: `p${quantile * 100}`,
      })),
    },
    {
      type: 'timeseries',
      title: 'Scrapes in progress',
      description: 'Scrapes that are being answered. At most 256 are at once.',
      width: 8,
      unit: 'short',
      queries: [
        { expr: `sum by (instance) (${self('kube_state_metrics_scrapes_in_flight')})`, legend: '{{instance}}' },
      ],
    },
    {
      type: 'timeseries',
      title: 'Rejected, late and closed',
      description:
        'Scrapes that were rejected or cut off, scrapes answered before all changes were flushed, and idle connections that were closed to make room.',
      width: 8,
      unit: 'short',
      queries: [
        {
          expr: `sum by (handler, reason) (${increase(self('kube_state_metrics_scrapes_rejected_total'))})`,
          legend: '{{handler}}: {{reason}}',
        },
        { expr: `sum(${increase(self('kube_state_metrics_late_flushes_total'))})`, legend: 'late' },
        {
          expr: `sum by (handler) (${increase(self('kube_state_metrics_connections_closed_total'))})`,
          legend: '{{handler}}: connection closed',
        },
      ],
    },
  ],
};
