import { describe, expect, it } from 'vitest';
import { readAttempt } from './attempts.ts';

const attempt = (method: string, url: string): unknown => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const read = readAttempt(method, pathname, searchParams);
  if ('path' in read) return `${read.verb} ${read.path}`;
  const { verb, group, resource, subresource, namespace, name } = read;
  return [verb, group, resource, subresource, namespace, name].join('|');
};

describe('an attempt', () => {
  it.each([
    ['GET', '/version', 'get /version'],
    ['GET', '/api/v1', 'get /api/v1'],
    ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
    ['POST', '/metrics', 'post /metrics'],
    ['GET', '/api/v1/pods', 'list||pods|||'],
    ['GET', '/api/v1/pods?watch=1', 'watch||pods|||'],
    ['GET', '/api/v1/pods?watch=false', 'list||pods|||'],
    ['GET', '/api/v1/namespaces', 'list||namespaces|||'],
    ['GET', '/api/v1/namespaces/a', 'get||namespaces||a|a'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update||namespaces|finalize|a|a'],
    ['PATCH', '/api/v1/namespaces/a/pods/b/status', 'patch||pods|status|a|b'],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments', 'deletecollection|apps|deployments||a|'],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments/d', 'delete|apps|deployments||a|d'],
    ['POST', '/apis/apps/v1/namespaces/a/deployments', 'create|apps|deployments||a|'],
    ['HEAD', '/api/v1/nodes/n', 'get||nodes|||n'],
    [
      'GET',
      '/apis/apps/v1/namespaces/a/statefulsets?watch=true&fieldSelector=metadata.name%3Ds',
      'watch|apps|statefulsets||a|s',
    ],
    ['GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn%2Cmetadata.name%3D%3Dp', 'list||pods|||p'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dp', 'list||pods|||'],
  ])('%s %s is %s', (method, url, expected) => expect(attempt(method, url)).toBe(expected));
});
