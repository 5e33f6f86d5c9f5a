import { freePort } from './process.ts';

/** A debugger port for a Node process, through which its garbage is collected. */
export interface GarbageCollector {
  /** Environment of the process. */
  readonly env: NodeJS.ProcessEnv;
  /** Collects all garbage of the process. */
  collect(): Promise<void>;
}

/** Chooses a port for the debugger of a process that is to be started. */
export async function openGarbageCollector(): Promise<GarbageCollector> {
  const port = await freePort();
  return {
    env: { ...process.env, NODE_OPTIONS: `--inspect=127.0.0.1:${port}` },
    collect: async () => {
      const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
      const [{ webSocketDebuggerUrl: url }] = targets as [{ webSocketDebuggerUrl: string }];
      await ask(url, 'HeapProfiler.collectGarbage');
    },
  };
}

/** Sends one command of the DevTools protocol; resolves with its response. */
function ask(url: string, method: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.onerror = () => reject(new Error(`no debugger at ${url}`));
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method }));
    socket.onmessage = () => {
      socket.close();
      resolve();
    };
  });
}
