import { checkConfig } from './check-config.ts';
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { crs } from './crs.ts';
import { demo } from './demo.ts';
import { diff } from './diff.ts';
import { explore } from './explore.ts';
import { help } from './help.ts';
import { plan } from './plan.ts';
import { rbac } from './rbac.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { version } from './version.ts';

/** Every command, in the order of the documentation; the first one runs where none is named. */
export const commands: readonly Command[] = [
  serve,
  demo,
  simulate,
  rbac,
  checkConfig,
  crs,
  plan,
  diff,
  explore,
  version,
  completion,
  help,
];
