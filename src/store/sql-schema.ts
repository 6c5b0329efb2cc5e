/** @module The tables as Kysely sees them: camelCase here, snake_case in the database. JSON is text, booleans are 0 and 1. */
import type { Generated } from 'kysely';
import type { CallRow, RolloutRow, TurnRow } from './rows.js';

/** The row with some of its members stored as another type. */
type Stored<Row, Json extends keyof Row, Flags extends keyof Row = never> = {
  [Name in keyof Row]: Name extends Json ? string : Name extends Flags ? number | Extract<Row[Name], null> : Row[Name];
};

export type StoredRollout = Stored<
  RolloutRow,
  'images' | 'groundTruth' | 'verdict' | 'trajectory',
  'correct' | 'tainted'
>;
export type StoredTurn = Stored<TurnRow, 'decision' | 'observation'>;
export type StoredCall = Omit<Stored<CallRow, 'body'>, 'usage'> & CallRow['usage'];

export interface StoredBlob {
  sha256: string;
  bytes: number;
  kind: string;
  firstSeen: string;
}

export interface StoredDocument {
  sha256: string;
  /** JSON. */
  body: string;
}

export interface Schema {
  rollouts: StoredRollout;
  turns: StoredTurn;
  /** `seq` keeps the order in which replies were first recorded. */
  calls: StoredCall & { seq: Generated<number> };
  blobs: StoredBlob;
  documents: StoredDocument;
}
