export type { Allowlist as KeyLists } from '../config/allowlist.ts';
export type { Options } from '../config/flags.ts';
