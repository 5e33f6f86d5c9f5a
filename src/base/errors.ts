/**
 * Codes of all errors that a caller may want to tell apart. The code is part of the interface; the text is for people.
 */
export type ErrorCode =
  | 'CONFIG_INVALID' // flags or files say something impossible
  | 'DECODE_TRUNCATED' // bytes end inside a value
  | 'DECODE_MALFORMED' // bytes are not what the encoding allows
  | 'DECODE_TOO_LARGE' // a length is beyond the limit
  | 'OBJECT_TOO_LARGE' // an object gives more samples or text than one may
  | 'FORM_UNSUPPORTED' // the API server does not support the requested form
  | 'API_UNREACHABLE' // no answer from the API server
  | 'API_BODY_CUT' // the answer ended before its end
  | 'API_SILENT' // nothing came for too long
  | 'API_REFUSED' // the API server does not do what it was asked to
  | 'API_LIST_STUCK' // the pages of a list lead nowhere
  | 'CREDENTIALS' // kubeconfig or credentials cannot be used
  | 'LISTEN'; // a port cannot be listened on

/** An error with a code of the table above. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CodedError';
    this.code = code;
  }
}

/** An error in the bytes of the API server; `offset` counts bytes from the start of the piece that was being read. */
export class DecodeError extends CodedError {
  readonly offset: number;
  constructor(code: 'DECODE_TRUNCATED' | 'DECODE_MALFORMED' | 'DECODE_TOO_LARGE', what: string, offset: number) {
    super(code, `${what} at byte ${offset}`);
    this.name = 'DecodeError';
    this.offset = offset;
  }
}

/** Returns the text of anything that was thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Returns the code of a coded error; undefined for anything else. */
export function errorCode(thrown: unknown): ErrorCode | undefined {
  return thrown instanceof CodedError ? thrown.code : undefined;
}

/** The text of the error of a connection, with its cause. */
export function connectionFault(error: unknown): string {
  const cause = error instanceof Error && error.cause ? `: ${errorText(error.cause)}` : '';
  const code = (error as { code?: string }).code;
  return `${errorText(error) || code || 'connection failed'}${cause}`;
}
