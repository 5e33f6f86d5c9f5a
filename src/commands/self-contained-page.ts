import { createHash } from 'node:crypto';
import { CodedError } from '../base/errors.ts';
import type { ExplorerData } from '../explorer/data.ts';

/**
 * Builds the explorer as one file that needs no server: scripts, styles and data are within it, and its policy permits nothing else.
 * Throws CONFIG_INVALID where the page has not been built.
 */
export async function selfContainedPage(
  data: ExplorerData,
  read: (name: string) => Promise<Buffer | undefined>,
): Promise<string> {
  const [html, script, style] = await Promise.all(['index.html', 'app.js', 'app.css'].map(read));
  if (!html || !script || !style) {
    throw new CodedError('CONFIG_INVALID', 'explore: the page has not been built; run `npm run build`');
  }
  // The data is JSON in a script element: without `<` it cannot end the element.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const code = script.toString().replaceAll('</script', '<\\/script');
  const policy =
    `default-src 'none'; script-src '${hashOf(code)}'; style-src '${hashOf(style.toString())}'; ` +
    `img-src data:; base-uri 'none'; form-action 'none'`;
  return html
    .toString()
    .replace('<head>', () => `<head>\n<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(
      /<script [^>]*src="app\.js"[^>]*><\/script>/,
      () => `<script type="application/json" id="data">${json}</script>\n<script type="module">${code}</script>`,
    );
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
