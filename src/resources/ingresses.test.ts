import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { ingresses } from './ingresses.ts';

describe('ingresses', () => {
  it('prefers the annotation to the field', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        annotations: { 'kubernetes.io/ingress.class': '' },
      },
      spec: { ingressClassName: 'x' },
    };
    expect(samplesOf(ingresses, object, 'kube_ingress_info')).toEqual([
      'kube_ingress_info{namespace="ns",ingress="a",ingressclass=""} 1',
    ]);
  });

  it('shows the default class', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(ingresses, object, 'kube_ingress_info')).toEqual([
      'kube_ingress_info{namespace="ns",ingress="a",ingressclass="_default"} 1',
    ]);
  });

  it('shows where paths lead', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        rules: [
          {
            host: 'h',
            http: {
              paths: [
                { path: '/a', pathType: 'Exact', backend: { service: { name: 's', port: { name: 'http' } } } },
                { path: '/b', backend: { resource: { kind: 'Bucket', name: 'r' } } },
                { path: '/c', backend: {} },
              ],
            },
          },
          { host: 'none' },
        ],
      },
    };
    expect(samplesOf(ingresses, object, 'kube_ingress_path')).toEqual([
      'kube_ingress_path{namespace="ns",ingress="a",host="h",path="/a",path_type="Exact",service_name="s",service_port="0"} 1',
      'kube_ingress_path{namespace="ns",ingress="a",host="h",path="/b",path_type="",resource_api_group="",resource_kind="Bucket",resource_name="r"} 1',
    ]);
  });

  it('shows hosts with TLS', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { tls: [{ hosts: ['x', 'y'], secretName: 's' }, { secretName: 't' }] },
    };
    expect(samplesOf(ingresses, object, 'kube_ingress_tls')).toEqual([
      'kube_ingress_tls{namespace="ns",ingress="a",tls_host="x",secret="s"} 1',
      'kube_ingress_tls{namespace="ns",ingress="a",tls_host="y",secret="s"} 1',
    ]);
  });
});
