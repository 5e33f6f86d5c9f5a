import type { ResourceView } from '../model/view.ts';
import { ChunkPool } from './chunks.ts';
import type { Converter } from './converter.ts';
import { type Content, contentBytes, repeatedFamilies } from './framing.ts';
import { type Part, selectBlocks, WHOLE } from './partition.ts';
import { Production, type Reader } from './production.ts';

/** Memory of all answers under way. */
const pool = new ChunkPool();

/** A scrape as it was requested. */
export interface Wanted {
  readonly part?: Part;
  readonly openMetrics: boolean;
  readonly gzip: boolean;
}

/** A response for one client. */
export interface Answer extends Reader {
  /** Length in bytes, if known in advance. */
  readonly length: number | undefined;
}

/** Responses that show one moment of all resources. Equal ones are produced once. */
export class Answers {
  private readonly views: readonly ResourceView[];
  private readonly converter: Converter;
  private readonly productions = new Map<
    string,
    { readonly production: Production; readonly length: number | undefined }
  >();

  constructor(views: readonly ResourceView[], converter: Converter) {
    this.views = views;
    this.converter = converter;
  }

  /** Begins an answer; the views are read until it is left. */
  begin({ part = WHOLE, openMetrics, gzip }: Wanted): Answer {
    const key = [openMetrics, gzip, part.part, part.parts].join(' ');
    let equal = this.productions.get(key);
    if (!equal) {
      const { converter } = this;
      const views = this.views.map((v) => selectBlocks(v, part));
      const content: Content = { views, converter, openMetrics, gzip, repeated: repeatedFamilies(views) };
      equal = { production: new Production(content, pool), length: contentBytes(content) };
      this.productions.set(key, equal);
    }
    return { ...equal.production.join(), length: equal.length };
  }
}
