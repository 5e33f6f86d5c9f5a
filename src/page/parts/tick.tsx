import { setLeftOut } from '../state/actions.ts';
import { leftOut } from '../state/state.ts';

interface Props {
  readonly kind: 'families' | 'namespaces' | 'labels';
  readonly name: string;
  readonly label: string;
  /** Reason why it cannot be left out. */
  readonly refused?: string | undefined;
}

/** Box that keeps something: without its tick it is left out of the what-if. */
export function Tick({ kind, name, label, refused }: Props) {
  return (
    <input
      type="checkbox"
      checked={!leftOut.value[kind].has(name)}
      disabled={refused !== undefined}
      title={refused ?? 'keep; without the tick it is left out'}
      aria-label={`Keep ${label}`}
      onChange={({ currentTarget }) => setLeftOut(kind, [name], !currentTarget.checked)}
    />
  );
}
