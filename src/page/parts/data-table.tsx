import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { nextRows, type RowOrder, rowWindow, sortRows } from '../model/rows.ts';
import { whenIdle } from '../world.ts';

/** Column of a table. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly numeric?: boolean;
  /** Hidden where the page is narrow. */
  readonly minor?: boolean;
  /** Absent: it cannot be sorted by. */
  readonly value?: (row: T) => number | string;
  readonly cell: (row: T) => ComponentChildren;
  /** The cell names the row. */
  readonly heads?: boolean;
}

/** Height of a row in pixels, as in the style sheet. */
const ROW_HEIGHT = 28;

interface Props<T> {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly order: RowOrder;
  readonly keyOf: (row: T) => string;
  /** Stable, as the columns are, so that rows that stay the same need not be rendered again. */
  readonly className?: (row: T) => string;
  readonly empty: string;
}

/** A table that is sorted by its headings; of very many rows, those in sight are in the document. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, keyOf } = props;
  const [order, setOrder] = useState(props.order);
  const [scroll, setScroll] = useState({ top: 0, height: 1000 });
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = place;
    if (current) setScroll({ top: current.scrollTop, height: current.clientHeight });
  }, []);
  const column = columns.find(({ id }) => id === order.column) ?? columns.find(({ value }) => value);
  const sorted = useMemo(() => (column?.value ? sortRows(rows, order, column.value) : rows), [rows, order, column]);
  const present = usePresentRows(rows.length);
  const { start, end } = rowWindow(sorted.length, ROW_HEIGHT, scroll.top, scroll.height, present);
  return (
    <section
      class="table-place"
      ref={place}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label={props.caption}
      onScroll={({ currentTarget }) => setScroll({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <table aria-rowcount={rows.length + 1}>
        <caption class="hidden">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((each) => (
              <Heading key={each.id} column={each} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={start} columns={columns.length} />
          {sorted.slice(start, end).map((row, i) => (
            <Row key={keyOf(row)} row={row} index={start + i} columns={columns} className={props.className} />
          ))}
          <Gap rows={sorted.length - end} columns={columns.length} />
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{props.empty}</p>}
    </section>
  );
}

/** Rows from the top that are in the document: all of a few hundred, but not all at once. */
function usePresentRows(rows: number): number {
  const [present, setPresent] = useState(0);
  useEffect(() => {
    const next = nextRows(rows, present);
    return next > present ? whenIdle(() => setPresent(next)) : undefined;
  }, [rows, present]);
  return present;
}

interface RowProps<T> {
  readonly row: T;
  readonly index: number;
  readonly columns: readonly Column<T>[];
  readonly className: ((row: T) => string) | undefined;
}

/** A row. Its class reads signals, and so signals render it again only for other properties, or when one of them changes. */
function Row<T>({ row, index, columns, className }: RowProps<T>) {
  return (
    <tr aria-rowindex={index + 2} class={className?.(row) ?? ''}>
      {columns.map((each) => cellOf(each, row))}
    </tr>
  );
}

function Heading<T>(props: { column: Column<T>; order: RowOrder; onOrder: (order: RowOrder) => void }) {
  const { column, order, onOrder } = props;
  const isOrder = order.column === column.id;
  const next = { column: column.id, descending: isOrder ? !order.descending : column.numeric === true };
  const sort = isOrder ? (order.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" class={classOf(column)} aria-sort={column.value ? sort : undefined}>
      {column.value ? (
        <button type="button" onClick={() => onOrder(next)}>
          {column.title}
          <span aria-hidden="true" class="arrow">
            {isOrder ? (order.descending ? '▾' : '▴') : ''}
          </span>
        </button>
      ) : (
        <span class={column.title === '' ? 'hidden' : ''}>{column.title || 'Left out'}</span>
      )}
    </th>
  );
}

function cellOf<T>(column: Column<T>, row: T) {
  const { id } = column;
  const content = column.cell(row);
  if (!column.heads) {
    return (
      <td key={id} class={classOf(column)}>
        {content}
      </td>
    );
  }
  return (
    <th key={id} scope="row" class={classOf(column)}>
      {content}
    </th>
  );
}

/** Stands for rows that are not in the document. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null;
  return (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
}

function classOf<T>({ numeric, minor, id }: Column<T>): string {
  return [`col-${id}`, numeric ? 'number' : '', minor ? 'minor' : ''].filter(Boolean).join(' ');
}
