import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { ingressclasses } from './ingressclasses.ts';

describe('ingressclasses', () => {
  it('names the controller', () => {
    const object = {
      metadata: { name: 'nginx', uid: 'u', resourceVersion: '7' },
      spec: { controller: 'k8s.io/nginx' },
    };
    expect(samplesOf(ingressclasses, object, 'kube_ingressclass_info')).toEqual([
      'kube_ingressclass_info{ingressclass="nginx",controller="k8s.io/nginx"} 1',
    ]);
  });
});
