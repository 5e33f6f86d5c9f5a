import type { Passwords } from '../base/passwords.ts';
import type { Thread, Threads } from '../base/threads.ts';

/** A comparison for the thread. */
export interface PasswordRequest {
  readonly id: number;
  readonly password: string;
  readonly hash: string;
}

/** The result of a comparison. */
export interface PasswordReply {
  readonly id: number;
  readonly matches: boolean;
}

/** The module that the thread runs. */
const PASSWORD_THREAD = new URL(
  `./password-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.cjs'}`,
  import.meta.url,
);

/** Compares passwords on a thread that starts with the first one, or on this one where there are no threads. */
export function openPasswords(threads: Threads | undefined): Passwords & { close(): Promise<void> } {
  return threads ? new ThreadPasswords(threads) : inlinePasswords;
}

const inlinePasswords: Passwords & { close(): Promise<void> } = {
  matches: async (password, hash) => (await import('bcryptjs')).compare(password, hash).catch(() => false),
  close: async () => {},
};

class ThreadPasswords implements Passwords {
  private readonly threads: Threads;
  private readonly waiting = new Map<number, (matches: boolean) => void>();
  private thread: Thread | undefined;
  private next = 0;

  constructor(threads: Threads) {
    this.threads = threads;
  }

  matches(password: string, hash: string): Promise<boolean> {
    this.thread ??= this.threads.start(
      { name: 'passwords', entry: PASSWORD_THREAD, data: undefined, youngHeapMb: 2, oldHeapMb: 32 },
      (message) => this.take(message as PasswordReply),
    );
    const request: PasswordRequest = { id: this.next++, password, hash };
    return new Promise((resolve) => {
      this.waiting.set(request.id, resolve);
      this.thread!.post(request);
    });
  }

  async close(): Promise<void> {
    await this.thread?.end();
  }

  private take({ id, matches }: PasswordReply): void {
    this.waiting.get(id)?.(matches);
    this.waiting.delete(id);
  }
}
