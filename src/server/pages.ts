import type { ServerResponse } from '../base/network.ts';

/** Answers with a short text. */
export function plainText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(text);
}

/** Responds that too many scrapes are in progress. */
export function tooMany(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.setHeader('Retry-After', '1');
  plainText(response, 503, 'too many scrapes in progress\n');
}

/**
 * Answers with a page of links and what they are for. The page is at `root`, and all links lead below it: they are relative to it, as
 * proxies put a path in front.
 */
export function landingPage(
  response: ServerResponse,
  purpose: string,
  links: readonly (readonly [string, string])[],
  root = '/',
): void {
  const items = links
    .map(([href, text]) => `<li><a href="${href.slice(root.length)}">${text}</a> <code>${href}</code></li>`)
    .join('\n');
  response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8' });
  response.end(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kube-state-metrics</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; line-height: 1.5; color: #1a202c; }
h1 { font-size: 1.4rem; }
code { color: #4a5568; }
@media (prefers-color-scheme: dark) { body { background: #12161c; color: #e2e8f0; } a { color: #90cdf4; } code { color: #a0aec0; } }
</style>
</head>
<body>
<h1>kube-state-metrics</h1>
<p>${purpose}</p>
<ul>
${items}
</ul>
</body>
</html>
`);
}
