/** Comparison of passwords with their hashes: a port, as it takes a tenth of a second of CPU on a thread of its own. */
export interface Passwords {
  /** Whether the bcrypt hash is that of the password; false for what is no hash. */
  matches(password: string, hash: string): Promise<boolean>;
}
