import type { JsonValue, Selection } from '../model/json-value.ts';
import type { Field, Shape } from '../model/schema.ts';
import type { JsonCursor } from './json-cursor.ts';
import { compileMembers, type ReadAt } from './json-values.ts';
import { KeyTable } from './key-table.ts';

type Target = Record<string, unknown>;
type ReadValue = (cursor: JsonCursor) => unknown;
type CompileField = (field: Field<unknown>) => ReadValue;

const BRACE = 0x7b;

/** Reads one member, or nothing where it is `null`, into the fields and into the values that are kept; `depth` counts as for `ReadAt`. */
type ReadMember = (cursor: JsonCursor, target: Target, own: Map<string, JsonValue>) => void;

/**
 * Compiles the reader of an object with fields of `shape` whose field `name` is the object itself, as far as `selection` keeps it. The
 * members of `metadata` that both want are read once.
 */
export function compileSelf(name: string, selection: Selection, shape: Shape, compileField: CompileField): ReadValue {
  const { [name]: _, ...fields } = shape;
  const read = compileBoth(fields, selection, compileField, 1);
  const absent = absentOf(shape);
  return (cursor) => {
    const own = new Map<string, JsonValue>();
    const target: Target = { ...absent, [name]: own };
    read(cursor, target, own);
    return target;
  };
}

/** Compiles the reader of the members of an object, by fields and by a selection at the same time. */
function compileBoth(shape: Shape, selection: Selection, compileField: CompileField, depth: number): ReadMember {
  const { byKey, others } = compileMembers(selection);
  const keys = new Set([...byKey.keys(), ...Object.keys(shape)]);
  const table = new KeyTable(
    new Map(
      [...keys].map((key) => {
        const keep = byKey.get(key) ?? others;
        return [key, compileMember(key, shape[key], keep, innerOf(selection, key), compileField, depth)];
      }),
    ),
  );
  return (cursor, target, own) => {
    for (let more = cursor.enter(BRACE); more; more = cursor.another(BRACE)) {
      const from = cursor.at;
      const member = cursor.entry(table);
      if (member) member(cursor, target, own);
      else if (others) {
        cursor.at = from;
        const key = cursor.key();
        own.set(key, others(cursor, depth));
      } else cursor.skip();
    }
  };
}

/** Selection of a member that its object's selection gives by keys alone; undefined: it is otherwise, or there is none. */
function innerOf({ whole, keys, members }: Selection, key: string): Selection | undefined {
  const inner = whole || members ? undefined : keys.get(key);
  return inner && !inner.whole ? inner : undefined;
}

function compileMember(
  key: string,
  field: Field<unknown> | undefined,
  keep: ReadAt | undefined,
  inner: Selection | undefined,
  compileField: CompileField,
  depth: number,
): ReadMember {
  if (!field) return (cursor, _, own) => void own.set(key, keep!(cursor, depth));
  const { absent } = field;
  const read = compileField(field);
  if (!keep) {
    return (cursor, target) => {
      target[key] = cursor.takeNull() ? absent : read(cursor);
    };
  }
  const twice: ReadMember = (cursor, target, own) => {
    cursor.peek();
    const start = cursor.at;
    const kept = keep(cursor, depth);
    own.set(key, kept);
    if (field.kind === 'string' && typeof kept === 'string') {
      target[key] = kept;
      return;
    }
    cursor.at = start;
    target[key] = cursor.takeNull() ? absent : read(cursor);
  };
  if (field.kind !== 'message' || !inner || inner.members) return twice;
  const both = compileBoth(field.shape!, inner, compileField, depth + 1);
  const fieldsAbsent = absentOf(field.shape!);
  return (cursor, target, own) => {
    if (cursor.peek() !== BRACE) {
      twice(cursor, target, own);
      return;
    }
    const members = new Map<string, JsonValue>();
    const fields = { ...fieldsAbsent };
    both(cursor, fields, members);
    own.set(key, members);
    target[key] = fields;
  };
}

function absentOf(shape: Shape): Target {
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.absent]));
}
