import type { Environment } from '../base/ports.ts';
import type { LivenessTimes } from './liveness.ts';

/** Settings of connections by HTTP/2; undefined: there are none. */
export type Http2Settings = LivenessTimes | undefined;

/** The variables of the environment that client-go reads (k8s.io/apimachinery, pkg/util/net/http.go), with its defaults. */
const IDLE = { name: 'HTTP2_READ_IDLE_TIMEOUT_SECONDS', seconds: 30 } as const;
const ANSWER = { name: 'HTTP2_PING_TIMEOUT_SECONDS', seconds: 15 } as const;

/** Reads the settings as client-go does: values that are not whole numbers are ignored. */
export function readHttp2Settings(env: Environment): Http2Settings {
  if (env.DISABLE_HTTP2) return undefined;
  const ms = ({ name, seconds }: typeof IDLE | typeof ANSWER): number => {
    const text = env[name] ?? '';
    return 1_000 * Math.max(0, /^[+-]?\d+$/.test(text) ? Number(text) : seconds);
  };
  // Go takes 0 for the answer as its default of 15 s.
  return { idleMs: ms(IDLE), answerMs: ms(ANSWER) || ANSWER.seconds * 1_000 };
}

/** Returns a sentence for each variable with a value that is ignored. */
export function http2SettingProblems(env: Environment): readonly string[] {
  return [IDLE, ANSWER]
    .filter(({ name }) => env[name] && !/^[+-]?\d+$/.test(env[name] ?? ''))
    .map(({ name, seconds }) => `${name}: expected whole seconds, found "${env[name]}"; ${seconds} s are used`);
}
