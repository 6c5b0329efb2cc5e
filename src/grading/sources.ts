/** @module Every data source that can be graded, by name. */
import { editDistance, normalizeName } from '../domain/registry.js';
import { MaestroError } from '../domain/errors.js';
import type { Grader } from './contract.js';
import { anls } from './generic/anls.js';
import { code } from './generic/code.js';
import { exact } from './generic/exact.js';
import { json } from './generic/json.js';
import { judge } from './generic/judge.js';
import { math } from './generic/math.js';
import { multipleChoice } from './generic/multiple-choice.js';
import { numeric } from './generic/numeric.js';
import { regex } from './generic/regex.js';
import { set } from './generic/set.js';
import { arith } from './sources/arith.js';
import { blindtest } from './sources/blindtest.js';
import { chartqa, chartqaStrictYears } from './sources/chartqa.js';
import { clevr } from './sources/clevr.js';
import { erqa } from './sources/erqa.js';
import { geometry3k, geometry3kChoice } from './sources/geometry3k.js';
import { hrbench4k, hrbench8k } from './sources/hrbench.js';
import { humanevalV } from './sources/humaneval-v.js';
import { mathvision, mathvisionJudge } from './sources/mathvision.js';
import { microvqa } from './sources/microvqa.js';
import { msearthmcq } from './sources/msearthmcq.js';
import { ocrbench } from './sources/ocrbench.js';
import { slake, slakeContainment, slakeRecall } from './sources/slake.js';
import { tallyqa } from './sources/tallyqa.js';
import { vlmsareblind } from './sources/vlmsareblind.js';
import { vstar } from './sources/vstar.js';
import { zwz } from './sources/zwz.js';

/** The paper's ten, its four of the extended test, further benchmarks, the built-in suites, then the generic ones. */
export const GRADERS: readonly Grader[] = [
  ...[
    chartqa,
    chartqaStrictYears,
    geometry3k,
    geometry3kChoice,
    microvqa,
    msearthmcq,
    slake,
    slakeRecall,
    slakeContainment,
  ],
  ...[tallyqa, hrbench4k, hrbench8k, vstar, mathvision, mathvisionJudge],
  ...[erqa, ocrbench, vlmsareblind, humanevalV],
  ...[clevr, zwz],
  ...[blindtest, arith],
  ...[exact, multipleChoice, numeric, set, anls, math, regex, json, code, judge],
];

const BY_NAME: ReadonlyMap<string, Grader> = new Map(
  GRADERS.flatMap((grader) => [grader.id, ...grader.aliases].map((name) => [normalizeName(name), grader] as const)),
);

/** Names of data sources that can be graded. */
export const GRADED_SOURCES: readonly string[] = GRADERS.map(({ id }) => id);

export interface NamedGrader {
  readonly grader: Grader;
  readonly parameter: string;
}

/**
 * The grader of a data source; case and separators don't matter, aliases are known. What stands behind a colon is its
 * parameter: `numeric:5%`.
 * @throws MaestroError INVALID_INPUT naming the nearest source, or the parameter that it does not take
 */
export function graderOf(dataSource: string): NamedGrader {
  const { name, parameter } = partsOf(dataSource);
  const grader = BY_NAME.get(normalizeName(name));
  if (grader === undefined) {
    throw new MaestroError(
      'INVALID_INPUT',
      `There is no rule for the data source "${name.slice(0, 100)}": did you mean "${nearest(name)}"? Known are ${GRADED_SOURCES.join(', ')}. ` +
        'Leave data_source out to compare exactly.',
    );
  }
  if (!takes(grader, parameter)) {
    throw new MaestroError(
      'INVALID_INPUT',
      grader.parameter === undefined
        ? `The data source "${grader.id}" takes no parameter, but ":${parameter.slice(0, 50)}" stands behind it.`
        : `The parameter "${parameter.slice(0, 50)}" does not fit the data source "${grader.id}": ${grader.summary}.`,
    );
  }
  return { grader, parameter };
}

/** Would {@link graderOf} find one? Tasks without a truth may be of any source. */
export function isGraded(dataSource: string): boolean {
  const { name, parameter } = partsOf(dataSource);
  const grader = BY_NAME.get(normalizeName(name));
  return grader !== undefined && takes(grader, parameter);
}

function partsOf(dataSource: string): { readonly name: string; readonly parameter: string } {
  const colon = dataSource.indexOf(':');
  if (colon < 0) return { name: dataSource, parameter: '' };
  return { name: dataSource.slice(0, colon), parameter: dataSource.slice(colon + 1).trim() };
}

function takes(grader: Grader, parameter: string): boolean {
  return parameter === '' || grader.parameter?.test(parameter) === true;
}

function nearest(name: string): string {
  const distance = (id: string): number => editDistance(normalizeName(id), normalizeName(name.slice(0, 60)));
  return GRADED_SOURCES.reduce((best, id) => (distance(id) < distance(best) ? id : best), 'exact');
}
