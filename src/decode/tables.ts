import { CodedError } from '../base/errors.ts';
import type { Identified } from '../model/meta.ts';
import type { TableForm } from '../model/resource.ts';
import { JsonCursor } from './json-cursor.ts';
import type { ReadMessage } from './protobuf.ts';

/**
 * Reads the Table form (meta.k8s.io/v1, `includeObject=Metadata`): each row has the metadata of an object, and cells,
 * one of which stands for a field. The column definitions say which one; a watch sends them only with its first event.
 */
export class TableReader {
  private readonly form: TableForm;
  private readonly readObject: ReadMessage<Identified>;
  private readonly cursor = new JsonCursor(Buffer.alloc(0));
  private column = -1;
  private readonly onMissing: () => void;

  /** `onMissing` is called before the error, when the server's Table has no such column. */
  constructor(form: TableForm, readObject: ReadMessage<Identified>, onMissing: () => void) {
    this.form = form;
    this.readObject = readObject;
    this.onMissing = onMissing;
  }

  /** Takes the member `columnDefinitions`. Throws FORM_UNSUPPORTED where the column is not among them. */
  columns(bytes: Buffer, start: number, end: number): void {
    const cursor = this.cursor;
    cursor.reset(bytes, start, end);
    if (cursor.takeNull()) return;
    let index = 0;
    cursor.items(() => {
      cursor.members((key) => {
        if (key === 'name' && cursor.peek() === 0x22) {
          if (cursor.string() === this.form.column) this.column = index;
        } else cursor.skip();
      });
      index++;
    });
    if (this.column >= 0) return;
    this.onMissing();
    throw new CodedError(
      'FORM_UNSUPPORTED',
      `the Table of the API server has no column ${this.form.column}; requesting whole objects instead`,
    );
  }

  /** Takes one row: the object with its field set from the cell. */
  row(bytes: Buffer, start: number, end: number): Identified {
    const cursor = this.cursor;
    cursor.reset(bytes, start, end);
    let cell = '';
    let object = { start: 0, end: 0 };
    cursor.members((key) => {
      if (key === 'cells' && cursor.peek() === 0x5b) cell = this.cell();
      else {
        const from = cursor.skip();
        if (key === 'object') object = { start: from, end: cursor.at };
      }
    });
    if (object.end === 0) throw cursor.malformed('row without an object');
    return { ...this.readObject(bytes, object.start, object.end), [this.form.field]: cell };
  }

  /** Takes a whole Table as a watch event has it; calls `onRow` for each row, with where its object's metadata lies. */
  table(bytes: Buffer, start: number, end: number, onRow: (start: number, end: number) => void): void {
    const cursor = new JsonCursor(bytes, start, end);
    cursor.members((key) => {
      if (key === 'rows' && cursor.peek() === 0x5b) {
        cursor.items(() => {
          const from = cursor.skip();
          onRow(from, cursor.at);
        });
        return;
      }
      const from = cursor.skip();
      if (key === 'columnDefinitions') this.columns(bytes, from, cursor.at);
    });
  }

  private cell(): string {
    const cursor = this.cursor;
    let index = 0;
    let cell = '';
    cursor.items(() => {
      if (index++ === this.column && cursor.peek() === 0x22) cell = cursor.string();
      else cursor.skip();
    });
    return cell;
  }
}
