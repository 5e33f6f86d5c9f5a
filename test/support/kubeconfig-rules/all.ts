import { entries } from './entries.ts';
import { ours } from './ours.ts';
import { plugins } from './plugins.ts';
import { proxies } from './proxies.ts';
import type { Rule } from './rule.ts';
import { servers } from './servers.ts';
import { trust } from './trust.ts';
import { users } from './users.ts';

/** All rules. */
export const rules: readonly Rule[] = [...entries, ...servers, ...users, ...trust, ...proxies, ...plugins, ...ours];
