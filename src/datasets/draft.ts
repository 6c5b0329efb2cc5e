/** @module What a generator makes before it gets an id: the question, its answer, and the picture as SVG. */
import type { Random } from '../domain/random.js';

/** Named knobs that make an item easier or harder, for tables. No policy or expert sees them. */
export type Difficulty = Readonly<Record<string, string | number>>;

/** A question without a picture. */
export interface Draft {
  /** Paraphrases of one question, at least three; each has the same answer. The last quarter of them, at least one, is held out of training. */
  readonly wordings: readonly string[];
  /** The right answer, or several spellings that are equally right. */
  readonly truth: string | readonly string[];
  readonly difficulty: Difficulty;
  /** As of a task: texts of the options, and the column of a published table. */
  readonly options?: readonly string[];
  readonly category?: string;
}

/** A question about a picture. */
export interface PictureDraft extends Draft {
  readonly svg: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** One kind of question of a suite. */
export interface Family {
  readonly name: string;
  /** The Level-1 skill that its items need, by the id of the registry. For tables; no policy or expert sees it. */
  readonly skill: string;
  /** Whose rules grade it, where not those of its suite. */
  readonly dataSource?: string;
  /** So many items in a row are one question in as many orders of its options: they have one draw of chance, and one group. */
  readonly orders?: number;
  /** @param order which of the orders, from 0 */
  generate(random: Random, order?: number): Draft | PictureDraft;
}
