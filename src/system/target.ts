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
