import { CodedError } from '../base/errors.ts';

/**
 * The fields of a mapping in a file, read by type and strictly, as Go decodes JSON: null and absence are the zero value, names are
 * case-sensitive, and fields that nobody asks for are ignored. Throws CREDENTIALS with the path of the field, never with its value.
 */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;
  /** Where the mapping is, for errors: file, entry and field. */
  readonly where: string;

  constructor(value: unknown, where: string) {
    if (value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value))) {
      throw typeError(where.replace(/: $/, ''), 'a mapping', value);
    }
    this.values = (value ?? {}) as Record<string, unknown>;
    this.where = where;
  }

  text(name: string): string {
    const value = this.any(name);
    if (value === undefined) return '';
    if (typeof value !== 'string') throw typeError(this.at(name), 'a string', value);
    return value;
  }

  flag(name: string): boolean {
    const value = this.any(name);
    if (value === undefined) return false;
    if (typeof value !== 'boolean') throw typeError(this.at(name), 'true or false', value);
    return value;
  }

  /** Reads bytes in base64, as text. */
  decoded(name: string): string {
    const text = this.text(name).replace(/[\r\n]/g, '');
    // Padding is required, as by Go's base64.StdEncoding.
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
      throw new CodedError('CREDENTIALS', `${this.at(name)}: not valid base64`);
    }
    return Buffer.from(text, 'base64').toString('utf8');
  }

  texts(name: string): string[] {
    return this.list(name).map((value, i) => {
      if (value === null) return '';
      if (typeof value !== 'string') throw typeError(`${this.at(name)}[${i}]`, 'a string', value);
      return value;
    });
  }

  list(name: string): readonly unknown[] {
    const value = this.any(name) ?? [];
    if (!Array.isArray(value)) throw typeError(this.at(name), 'a list', value);
    return value;
  }

  /** Reads the mapping of a field; undefined where it is absent or null. */
  optional(name: string): Fields | undefined {
    const value = this.any(name);
    return value === undefined ? undefined : new Fields(value, this.at(name));
  }

  /** Reads the mapping of a field; an empty one where it is absent or null. */
  child(name: string): Fields {
    return new Fields(this.any(name), this.at(name));
  }

  names(): string[] {
    return Object.keys(this.values);
  }

  /** Returns the value of a field; undefined where it is absent or null. */
  any(name: string): unknown {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }

  at(name: string): string {
    return this.where.endsWith(': ') ? `${this.where}${name}` : `${this.where}.${name}`;
  }
}

function typeError(where: string, wanted: string, found: unknown): CodedError {
  const kind = Array.isArray(found) ? 'list' : typeof found === 'object' ? 'mapping' : typeof found;
  return new CodedError('CREDENTIALS', `${where}: expected ${wanted}, found a ${kind}`);
}
