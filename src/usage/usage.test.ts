// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Grafana writes variables so.
import { describe, expect, it } from 'vitest';
import { expressionsOf } from './expressions.ts';
import { includes } from './label-set.ts';
import { selectorsOf } from './selectors.ts';
import { type Usage, unreadLabels, usageOf } from './usage.ts';

const LABELS = ['namespace', 'pod', 'uid', 'container', 'node'];
const usage = (text: string): Usage => usageOf([{ name: 'f', expressions: expressionsOf(text) }]);
const rule = (expr: string, record?: string): string =>
  JSON.stringify({ groups: [{ rules: [{ expr, ...(record ? { record } : { alert: 'A' }) }] }] });
/** The labels of family `m` that an expression reads, of five. */
function labelsRead(expr: string): string[] | undefined {
  const found = usage(rule(expr)).of(['m']);
  return found && LABELS.filter((label) => includes(found.labels, label));
}

describe('selectorsOf', () => {
  it.each([
    ['m', LABELS],
    ['sum(m)', []],
    ['sum by (namespace) (m)', ['namespace']],
    ['sum(m) by (namespace)', ['namespace']],
    ['sum without (uid) (m)', ['namespace', 'pod', 'container', 'node']],
    ['count(sum without (uid) (m))', ['namespace', 'pod', 'container', 'node']],
    ['sum by (namespace) (m{pod="x",node!=""})', ['namespace', 'pod', 'node']],
    ['topk(3, m)', LABELS],
    ['sum(topk by (pod) (3, m))', ['pod']],
    ['sum by (node) (m * on (namespace, pod) group_left (node) other)', ['namespace', 'pod', 'node']],
    ['sum by (node) (other * on (namespace, pod) group_left (node) m)', ['namespace', 'pod', 'node']],
    ['sum(other * on (pod) group_left () m)', ['pod']],
    ['sum(other * on (pod) group_right () m)', ['pod']],
    ['sum(m / other)', LABELS],
    ['sum(m / ignoring (uid) other)', ['namespace', 'pod', 'container', 'node']],
    ['other unless on (pod) m', ['pod']],
    ['m unless on (pod) other', LABELS],
    ['sum(m or other)', LABELS],
    ['scalar(m) + vector(1)', []],
    ['sum by (x) (label_replace(m, "x", "$1", "uid", "(.*)"))', ['uid']],
    ['sum by (x) (label_join(m, "x", "-", "pod", "node"))', ['pod', 'node']],
    ['max_over_time(sum by (pod) (m)[1h:5m])', ['pod']],
    ['absent(m{pod="x"})', LABELS],
    ['sum by (pod) (rate(m[5m] offset 1h)) > bool 0', ['pod']],
    ['sum by (pod) ({__name__="m"})', ['pod']],
    ['sum by (pod) ({__name__=~"m|n"})', ['pod']],
    ['sum by (pod) ({"m"})', ['pod']],
    ['sum by (pod) ({__name__=~"m.+"})', undefined],
    ['other{m="x"}', undefined],
    ['"m"', undefined],
  ] as const)('%s', (expr, labels) => {
    expect(labelsRead(expr)?.toSorted()).toEqual(labels?.toSorted());
  });

  it('returns undefined for what is not PromQL', () => {
    expect(selectorsOf('sum by (pod) m[')).toBeUndefined();
    expect(selectorsOf('WITH (x = 1) m')).toBeUndefined();
  });
});

describe('usageOf', () => {
  it('counts every name in what is not PromQL as read, with all labels', () => {
    const found = usage(rule('WITH (q = m{pod="x"}) q + kube_n'));
    expect(found.unparsed).toEqual(['f: A']);
    expect(found.of(['m'])!.labels.all).toBe(true);
    expect(found.of(['kube'])).toBeUndefined();
  });

  it('tells of selectors that may read anything', () => {
    const found = usage(rule('count({job="kube-state-metrics"})'));
    expect(found.unbounded).toEqual(['f: A']);
    expect(found.of(['whatever'])).toBeDefined();
  });

  it('follows recorded series to those that read them', () => {
    const files = [
      { name: 'rules', expressions: expressionsOf(rule('sum by (pod) (m)', 'pod:m:sum')) },
      { name: 'more', expressions: expressionsOf(rule('max(pod:m:sum)', 'm:max')) },
      { name: 'board', expressions: expressionsOf('{"title":"Pods","targets":[{"expr":"m:max > 1"}]}') },
    ];
    expect(usageOf(files).of(['m'])!.places).toEqual(['rules: pod:m:sum', 'more: m:max', 'board: Pods']);
  });

  it('reads dashboards with their variables', () => {
    const board = {
      title: 'B',
      templating: {
        list: [
          { name: 'ns', query: 'label_values(m{node="$node"}, namespace)' },
          {
            name: 'q',
            query: { query: 'label_values(other, pod)', refId: 'x' },
            definition: 'label_values(other, pod)',
          },
          { name: 'r', query: 'query_result(sum by (pod) (third))' },
          { name: 's', query: 'a,b,c' },
        ],
      },
      panels: [
        { title: 'P', targets: [{ expr: 'sum by (uid) (rate(fourth{x=~"$ns"}[$__rate_interval]))' }] },
        {
          title: 'Q',
          targets: [{ expr: '${prefix}_info{a="b"}' }, { expr: 'topk($n, {__name__=~"kube_${kind}_x"})' }],
        },
      ],
    };
    const found = usage(JSON.stringify(board));
    expect(unreadLabels(found.of(['m'])!, LABELS)).toEqual(['pod', 'uid', 'container']);
    expect(unreadLabels(found.of(['third'])!, LABELS)).toEqual(['namespace', 'uid', 'container', 'node']);
    expect(unreadLabels(found.of(['fourth'])!, LABELS)).toEqual(['namespace', 'pod', 'container', 'node']);
    for (const name of ['other', 'kube_pod_info', 'kube_pod_x']) expect(found.of([name]), name).toBeDefined();
    expect(found.of(['kube_pod_y'])).toBeUndefined();
  });

  it('takes a variable in place of a metric for any', () => {
    expect(usage(rule('sum($metric)')).of(['m'])).toBeDefined();
    expect(usage(rule('sum([[metric]]{pod="x"})')).of(['m'])).toBeDefined();
    expect(usage(rule('quantile_over_time($q, n[$__range:$step])')).of(['m'])).toBeUndefined();
  });

  it('finds rules in PrometheusRules, and dashboards in ConfigMaps', () => {
    const text = `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
    - name: g
      rules:
        - alert: A
          expr: |
            sum(m) > 0
---
apiVersion: v1
kind: ConfigMap
data:
  board.json: '{"panels":[{"title":"T","targets":[{"expr":"n"}]}]}'
  rules.yaml: |
    groups:
      - rules:
          - record: r
            expr: o
`;
    const found = usage(text);
    expect(['m', 'n', 'o'].map((name) => found.of([name])?.places)).toEqual([['f: A'], ['f: T'], ['f: r']]);
    expect(found.expressions).toBe(3);
  });

  it('refuses what is neither YAML nor JSON', () => {
    expect(() => expressionsOf('a: [1\nb: "')).toThrow();
  });
});
