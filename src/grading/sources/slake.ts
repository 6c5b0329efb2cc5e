/**
 * @module SLAKE (Liu et al., arXiv 2102.09542): the row's `answer_type` decides, not how the truth looks. CLOSED is normalised
 * equality. Papers score OPEN differently, so each way is a source: exact (default), token recall (LLaVA-Med), containment.
 * English questions by default; 1,061 test items, a number seen in one public evaluation script, not in the authors' own text.
 */
import type { Grader, Item, Rule } from '../contract.js';
import { compared, oneOf } from '../finding.js';
import { commit } from '../read/commit.js';
import { normalizeText, sameText } from '../read/text.js';
import { readYesNo } from '../read/yes-no.js';
import { slakeReference } from '../reference/text-sources.js';

type OpenRule = (answer: string, truth: string) => number;

/** Lower case, no punctuation, no articles. */
function tokens(text: string): string[] {
  return (normalizeText(text).match(/[\p{L}\p{N}]+(?:[.'-][\p{L}\p{N}]+)*/gu) ?? []).filter(
    (word) => !/^(?:a|an|the)$/.test(word),
  );
}

const same: OpenRule = (answer, truth) => (tokens(answer).join(' ') === tokens(truth).join(' ') ? 1 : 0);

/** Share of the truth's words that the answer has. */
const recall: OpenRule = (answer, truth) => {
  const [given, wanted] = [new Set(tokens(answer)), tokens(truth)];
  return wanted.length === 0 ? 0 : wanted.filter((word) => given.has(word)).length / wanted.length;
};

const contains: OpenRule = (answer, truth) => (normalizeText(answer).includes(normalizeText(truth)) ? 1 : 0);

function isClosed({ answerType }: Item): boolean {
  return answerType.toUpperCase() === 'CLOSED';
}

function reportBy(open: OpenRule): Rule {
  return (item) => {
    const rule = isClosed(item) ? same : open;
    const scores = item.truths.map((truth) => rule(item.answer, truth));
    const score = Math.max(...scores);
    return { ...compared(item.answer.trim(), score === 1, item.truths.join('" or "')), score };
  };
}

/** Several truths may be one list (`heart, lung`): its order does not matter. */
function sameOpen(answer: string, truth: string): boolean {
  const sorted = (text: string): string =>
    text
      .split(/\s*[,;]\s*|\s+and\s+/)
      .map((part) => tokens(part).join(' '))
      .sort()
      .join(';');
  return (
    sameText(answer, truth) ||
    (tokens(truth).length > 0 && sorted(normalizeText(answer)) === sorted(normalizeText(truth)))
  );
}

const reward = oneOf(
  ({ answer }) => commit(answer),
  (committed, truth, item) => {
    const wanted = isClosed(item) ? readYesNo(truth) : undefined;
    return wanted === undefined ? sameOpen(committed, truth) : readYesNo(committed) === wanted;
  },
);

function slakeBy(id: string, aliases: readonly string[], open: OpenRule, how: string): Grader {
  return {
    id,
    aliases,
    version: 1,
    summary: `CLOSED: normalised equality; OPEN: ${how}`,
    rules: { report: reportBy(open), reward, 'maestro-2605': slakeReference },
  };
}

export const slake = slakeBy('slake', ['slakevqa'], same, 'exact');
export const slakeRecall = slakeBy('slake-recall', [], recall, 'share of the words of the truth');
export const slakeContainment = slakeBy('slake-containment', [], contains, 'the answer contains the truth');
