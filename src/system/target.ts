/** One end of a connection. */
export interface Target {
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Returns the target of an http or https URL. */
export function targetOf({ protocol, hostname, port }: URL): Target {
  const secure = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), secure };
}

/** Decodes the user or password of a URL; a text with a lone `%` is taken as it is. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
