import type { Passwords } from '../base/passwords.ts';
import type { Thread, Threads } from '../base/threads.ts';

/** A comparison for the thread. */
export interface PasswordRequest {
  readonly id: number;
  readonly password: string;
  readonly hash: string;
}

/** Its result. */
export interface PasswordReply {
  readonly id: number;
  readonly matches: boolean;
}

const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './password-thread.ts' : './password-thread.js',
  import.meta.url,
);

/** Compares passwords on a thread that starts with the first one. */
export class ThreadPasswords implements Passwords {
  private readonly threads: Threads;
  private readonly waiting = new Map<number, (matches: boolean) => void>();
  private thread: Thread | undefined;
  private next = 0;

  constructor(threads: Threads) {
    this.threads = threads;
  }

  matches(password: string, hash: string): Promise<boolean> {
    this.thread ??= this.threads.start(
      { name: 'passwords', entry: ENTRY, data: undefined, youngHeapMb: 2, oldHeapMb: 32 },
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
