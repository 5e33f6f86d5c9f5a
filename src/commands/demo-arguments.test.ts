import { describe, expect, it } from 'vitest';
import { splitDemo } from './demo-arguments.ts';

describe('splitDemo', () => {
  it('divides flags by whose they are', () => {
    expect(splitDemo(['--pods', '200', '--resources=pods', '--resources', 'nodes', '--no-watchlist', '-v=4'])).toEqual({
      cluster: ['--churn=50', '--pods=200', '--no-watchlist=true'],
      exporter: ['--resources=pods', '--resources=nodes', '--v=4'],
    });
  });

  it('leaves flags that both have to the exporter, and those after -- to the cluster', () => {
    expect(splitDemo(['--port=1', '--', '--port=2', '--churn=0'])).toEqual({
      cluster: ['--churn=50', '--port=2', '--churn=0'],
      exporter: ['--port=1'],
    });
  });

  it('refuses flags that neither has', () => {
    expect(() => splitDemo(['--podz=1'])).toThrow('unknown flag --podz: did you mean --pods?');
  });
});
