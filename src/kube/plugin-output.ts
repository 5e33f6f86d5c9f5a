/** Length beyond which a text is cut. */
const MAX_CHARACTERS = 1024;
/** Words that may be tokens, keys or passwords: long ones of the characters that encodings use. */
const SECRETS =
  /[A-Za-z0-9+/_=-]{24,}(?:\.[A-Za-z0-9+/_=-]+)*|\b(?:token|password|secret)(?:["']?\s*[:=]\s*["']?)\S+/gi;

/**
 * Makes a text of a credential plugin fit for the log: without control characters (which move the cursor of a terminal), without words
 * that may be secrets, and bounded. `secrets` are texts that must not appear, such as its standard output.
 */
export function forLog(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) if (secret.trim().length >= 4) shown = shown.replaceAll(secret.trim(), '***');
  shown = shown
    // Colors and other sequences, then the control characters that are left.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removes them, so that a plugin cannot steer a terminal.
    .replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
    .replace(SECRETS, '***')
    .trim();
  return shown.length <= MAX_CHARACTERS ? shown : `…${shown.slice(-MAX_CHARACTERS)}`;
}
