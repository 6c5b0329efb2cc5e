/** @module What a mix knows of a row: enough to choose it, and to see whether another set shows the same. */
import { createHash } from 'node:crypto';
import { hash32 } from '../../domain/random.js';
import type { DatasetLine } from '../adapters/read-tasks.js';

export interface Candidate {
  readonly id: string;
  /** `train.parquet, row 7 (chartqa/train/7)`: for people. */
  readonly place: string;
  /** Hashes of its pictures, 64 hex digits each. */
  readonly images: readonly string[];
  /** Of the question without case, marks and spacing, together with the pictures. */
  readonly question: string;
}

export function candidateOf({ task, file, line, images }: Extract<DatasetLine, { kind: 'task' }>): Candidate {
  const hashes = images.map(({ sha256 }) => sha256);
  const normal = JSON.stringify([normalQuestion(task.question), ...hashes]);
  return {
    id: task.id,
    place: `${file}, row ${line} (${task.id})`,
    images: hashes,
    question: createHash('sha256').update(normal).digest('hex'),
  };
}

/** Unicode look-alikes, case, punctuation and spacing do not make another question. */
export function normalQuestion(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What is drawn by: rows that show the same picture are drawn together, so that no cut between two sets parts them. */
export function drawKey(candidate: Candidate): string {
  return candidate.images[0] ?? candidate.question;
}

/** In seeded order, rows of one key side by side. The order of the rows in the file does not matter. */
export function shuffled(candidates: readonly Candidate[], seed: number): readonly Candidate[] {
  const keyed = candidates.map((candidate) => {
    const key = drawKey(candidate);
    return { candidate, key, rank: hash32(`${seed}\u0000${key}`), own: hash32(`${seed}\u0000${candidate.id}`) };
  });
  keyed.sort(
    (a, b) => a.rank - b.rank || compare(a.key, b.key) || a.own - b.own || compare(a.candidate.id, b.candidate.id),
  );
  return keyed.map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
