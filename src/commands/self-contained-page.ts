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
  const [html, script, style, usage] = await Promise.all(['index.html', 'app.js', 'app.css', 'usage.js'].map(read));
  if (!html || !script || !style || !usage) {
    throw new CodedError('CONFIG_INVALID', 'explore: the page has not been built; run `npm run build`');
  }
  // The data is JSON in a script element: without `<` it cannot end the element.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const code = scriptText(script);
  // Text until the page runs it, as it would load usage.js.
  const usageCode = scriptText(usage);
  const policy =
    `default-src 'none'; script-src '${hashOf(code)}' '${hashOf(usageCode)}'; style-src '${hashOf(style.toString())}'; ` +
    `img-src data:; base-uri 'none'; form-action 'none'`;
  return html
    .toString()
    .replace('<head>', () => `<head>\n<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(
      /<script [^>]*src="app\.js"[^>]*><\/script>/,
      () =>
        `<script type="application/json" id="data">${json}</script>\n` +
        `<script type="text/plain" id="usage-code">${usageCode}</script>\n<script type="module">${code}</script>`,
    );
}

/** The text of a script, which cannot end the element that it is in. */
function scriptText(script: Buffer): string {
  return script.toString().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
