import type { WellKnown } from './case.ts';
import { delivery } from './delivery.ts';
import { network } from './network.ts';
import { platform } from './platform.ts';
import { services } from './services.ts';

/** All well-known APIs. */
export const wellKnownCases: readonly WellKnown[] = [...delivery, ...platform, ...network, ...services];
