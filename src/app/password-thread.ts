import { compareSync } from 'bcryptjs';
import { serveThread } from '../system/threads.ts';
import type { PasswordReply, PasswordRequest } from './passwords.ts';

/** Compares passwords with bcrypt hashes on a thread of its own. */
serveThread((_: unknown) => ({ id, password, hash }: PasswordRequest): PasswordReply => {
  try {
    return { id, matches: compareSync(password, hash) };
  } catch {
    // Not a hash, though it looks like one.
    return { id, matches: false };
  }
});
