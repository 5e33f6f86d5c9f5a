import { FAST, type FastPaths, PORTABLE } from '../base/fast-paths.ts';
import { generatedReaderFault } from '../decode/protobuf.ts';
import { wasmFault } from '../packing/row-codec.ts';
import { handleFault } from '../system/inflater.ts';
import { undiciFault } from '../system/network.ts';

/** The ways that are taken, and why one of them is not the fast one. */
export interface ChosenPaths {
  readonly paths: FastPaths;
  /** By the path: why the plain way is taken. */
  readonly reasons: ReadonlyMap<keyof FastPaths, string>;
  /** Whether the plain ways were asked for. */
  readonly portable: boolean;
}

const FAULTS: Readonly<Record<keyof FastPaths, () => string | undefined>> = {
  reader: generatedReaderFault,
  inflate: handleFault,
  codec: wasmFault,
  http: undiciFault,
};

/** Takes the fast ways, but the plain ones where the runtime lacks something, or where they are asked for. */
export function chooseFastPaths(portable: boolean, faults = FAULTS): ChosenPaths {
  const names = Object.keys(FAULTS) as (keyof FastPaths)[];
  const reasons = new Map<keyof FastPaths, string>();
  for (const name of names) {
    const reason = portable ? '--portable' : faults[name]();
    if (reason !== undefined) reasons.set(name, reason);
  }
  const paths = Object.fromEntries(names.map((name) => [name, (reasons.has(name) ? PORTABLE : FAST)[name]]));
  return { paths: paths as unknown as FastPaths, reasons, portable };
}
