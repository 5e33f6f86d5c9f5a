import type { ExplorerData } from '../../explorer/data.ts';
import { ExplorerRoutes } from '../../server/explorer-routes.ts';
import { plainText } from '../../server/pages.ts';
import { systemPorts } from '../../system/ports.ts';
import { chooseFastPaths } from '../fast-paths.ts';
import { readPageFile } from './page-files.ts';

const REQUEST_MS = 30_000;

/** Serves the explorer of given data on loopback until a signal to stop. Resolves to the exit code. Throws LISTEN. */
export async function servePage(
  data: ExplorerData,
  port: number,
  { print, stopSignal }: { print(text: string): void; stopSignal(): Promise<void> },
): Promise<number> {
  const { network } = systemPorts(chooseFastPaths(false).paths);
  const routes = new ExplorerRoutes({ data: async () => data, asset: readPageFile });
  const listening = await network.listen(
    {
      host: '127.0.0.1',
      port,
      requestMs: REQUEST_MS,
      headersMs: REQUEST_MS,
      keepAliveMs: REQUEST_MS,
      onOverflow: () => {},
    },
    (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (url.pathname === '/') {
        response.writeHead(307, { Location: 'explore/' }).end();
        return;
      }
      routes.answer(request, response, url).then(
        (answered) => {
          if (!answered) plainText(response, 404, '404 page not found\n');
        },
        () => response.destroy(),
      );
    },
  );
  print(`http://127.0.0.1:${listening.port}/explore/\n`);
  await stopSignal();
  listening.cut();
  await listening.close();
  return 0;
}
