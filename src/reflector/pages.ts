import { CodedError } from '../base/errors.ts';

/** Pages without any object that are borne in a row: a server that filters may have some. */
const EMPTY_PAGES = 5;

/** A page that has been read. */
export interface Page {
  /** Token of the next one. */
  readonly token: string;
  readonly objects: number;
  /** UID of its first object; empty where it is not known. */
  readonly first: string;
}

/** Detects lists whose pages do not lead to an end. */
export class Pages {
  private token = '';
  private empty = 0;
  private readonly firsts = new Set<string>();

  /** A list begins. */
  begin(): void {
    this.token = '';
    this.empty = 0;
    this.firsts.clear();
  }

  /**
   * Takes a page that another one follows. Returns whether it brought something. Throws API_LIST_STUCK where the pages go
   * round in a circle, or bring nothing again and again.
   */
  take({ token, objects, first }: Page): boolean {
    if (token === this.token) throw new CodedError('API_LIST_STUCK', 'a page of the list has its own continue token');
    if (this.firsts.has(first)) throw new CodedError('API_LIST_STUCK', 'the pages of the list repeat');
    this.token = token;
    if (first !== '') this.firsts.add(first);
    this.empty = objects > 0 ? 0 : this.empty + 1;
    if (this.empty >= EMPTY_PAGES) {
      throw new CodedError('API_LIST_STUCK', `${EMPTY_PAGES} consecutive pages of the list were empty`);
    }
    return objects > 0;
  }
}
