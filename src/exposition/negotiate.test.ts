import { describe, expect, it } from 'vitest';
import { acceptsGzip, negotiateFormat } from './negotiate.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const open = (version: string, escaping = 'underscores'): string =>
  `application/openmetrics-text; version=${version}; charset=utf-8; escaping=${escaping}`;

// What the reference answers; see flagsets/http of the conformance corpus for more.
describe('negotiateFormat', () => {
  it.each([
    [undefined, TEXT],
    ['', TEXT],
    ['bogus', TEXT],
    ['text/plain;version=1.0.0', TEXT],
    ['application/openmetrics-text', open('0.0.1')],
    ['application/openmetrics-text;version=1.0.0', open('1.0.0')],
    ['application/openmetrics-text;version=2.0.0', TEXT],
    ['text/plain;q=0.9,application/openmetrics-text;version=1.0.0;q=0.1', TEXT],
    ['application/openmetrics-text;version=1.0.0,text/plain;q=0.5', open('1.0.0')],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;q=0.3',
      open('1.0.0', 'allow-utf-8'),
    ],
    ['application/openmetrics-text;version=1.0.0;q=0', TEXT],
  ])('%s', (accept, contentType) => {
    expect(negotiateFormat(accept).contentType).toBe(contentType);
  });
});

describe('acceptsGzip', () => {
  it.each([
    [undefined, false],
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['x-gzip', false],
    ['*', false],
    ['GZIP', true],
  ])('%s: %s', (header, accepted) => {
    expect(acceptsGzip(header)).toBe(accepted);
  });
});
