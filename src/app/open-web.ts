import type { Ports } from '../base/ports.ts';
import { openReviews } from '../kube/reviews.ts';
import { AuthFilter } from '../server/auth-filter.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { openPasswords } from './passwords.ts';
import type { Process } from './process.ts';
import { Web } from './web.ts';

/** Makes the protection of both ports that the plan asks for. What it opens is added to `opened`. Throws ConfigFault. */
export function openWeb(
  { plan, context }: Process,
  { files, threads }: Pick<Ports, 'files' | 'threads'>,
  opened: (() => Promise<void> | void)[],
): Web {
  const { clock, log, transport } = context;
  const { tlsConfig, authFilter: filtered, authAudiences: audiences } = plan.listeners;
  const passwords = openPasswords(threads);
  opened.push(() => passwords.close());
  const sparing = new SparingLog(() => clock.now());
  const onFault = (error: string): void => {
    const repeated = sparing.next('auth-filter');
    if (repeated)
      log.error({ error, ...repeated }, 'a client could not be authenticated or authorized; the API server failed');
  };
  const reviews = openReviews({ transport, clock, audiences });
  const authFilter = filtered ? new AuthFilter({ reviews, clock, onFault }) : undefined;
  return new Web({ tlsConfig, authFilter, files, clock, log, passwords });
}
