/** The implementation in use for each operation that has a fast and an equivalent plain one. */
export interface FastPaths {
  /** Protobuf readers: generated code, or closures. */
  readonly reader: 'generated' | 'interpreted';
  /** Inflating: through the handle of Node's zlib stream, or by its public function. */
  readonly inflate: 'handle' | 'one-shot';
  /** Row codec of the packing threads: WebAssembly, or JavaScript and zlib. */
  readonly codec: 'wasm' | 'plain';
  /**
   * Requests to the API server: by undici, whose parser is WebAssembly, and by HTTP/2 through the handle of its socket, or by node:http
   * and HTTP/2 alone.
   */
  readonly http: 'undici' | 'node';
}

/** The fast ways. */
export const FAST: FastPaths = { reader: 'generated', inflate: 'handle', codec: 'wasm', http: 'undici' };

/** The plain ways, which run wherever Node does. */
export const PORTABLE: FastPaths = { reader: 'interpreted', inflate: 'one-shot', codec: 'plain', http: 'node' };
