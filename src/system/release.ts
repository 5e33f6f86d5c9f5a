import { readFileSync } from 'node:fs';

/** The folder that holds package.json: that of a checkout, or of the package that its modules are bundled in. */
export const installation = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../', import.meta.url);

const { version } = JSON.parse(readFileSync(new URL('package.json', installation), 'utf8')) as {
  version: string;
};

/** The release that this is, as in package.json. */
export const release: string = version;
