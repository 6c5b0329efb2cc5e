/** @module What a reader should know before believing a figure: said by the report itself. */
import type { Arm } from './arms.js';
import { isFixed } from './arms.js';
import { comparableArms, MAX_COMPARED } from './comparisons.js';
import type { Fact } from './fact.js';
import type { ArmReport, Report } from './report.js';

interface Known {
  readonly facts: readonly Fact[];
  readonly arms: readonly Arm[];
  readonly reports: readonly ArmReport[];
  readonly versions: Report['versions'];
  /** Arms differ in their registry by design. */
  readonly isAblation: boolean;
  readonly hasTrain: boolean;
  readonly hasReferences: boolean;
}

export function remarksOf(known: Known): readonly string[] {
  const { facts, arms, reports, versions, isAblation, hasTrain, hasReferences } = known;
  const remarks: string[] = [];
  const say = (holds: boolean, text: string): void => {
    if (holds) remarks.push(text);
  };
  const cancelled = facts.filter(({ outcome }) => outcome === 'cancelled').length;
  const open = facts.filter(({ score }) => score === null).length - cancelled;
  const tainted = facts.filter((fact) => fact.tainted).length;
  say(open > 0, `${open} rollouts have no ground truth, or a rule that can't decide: they are in no accuracy.`);
  say(cancelled > 0, `${cancelled} rollouts were cancelled: they are in no accuracy.`);
  say(
    tainted > 0,
    `${tainted} rollouts met something that was down or did not answer in time: run them once more with "maestro batch retry <batch> --only tainted".`,
  );
  const rerun = facts.filter((fact) => fact.rerun).length;
  say(
    rerun > 0,
    `${rerun} of ${facts.length} rollouts were run again after they had ended: their last run is counted.`,
  );
  for (const { name, calls } of reports.filter((arm) => arm.kind === 'policy' && arm.calls.collapsed)) {
    say(
      true,
      `${name} has collapsed: ${calls.pairs[0]?.pair ?? ''} gets nearly all of its calls, whatever the family.`,
    );
  }
  for (const { name, calls } of reports.filter((arm) => arm.kind === 'policy' && arm.calls.sufficed)) {
    say(
      true,
      `${name} gave nearly all of its calls to ${calls.pairs[0]?.pair ?? ''}, and all that was graded is right: these tasks can't tell whether it would choose another pair where that one fails.`,
    );
  }
  for (const what of ['registry', 'prompt', 'reward'] as const) {
    const used = versions.filter((version) => version.what === what);
    say(
      used.length > 1 && !isAblation,
      `Rollouts ran under ${used.length} versions of ${what}: differences may be theirs.`,
    );
  }
  const sizes = new Set(reports.filter((arm) => arm.kind === 'policy').map(({ tasks }) => tasks));
  say(
    sizes.size > 1,
    'The arms did not run the same tasks: compare them by the paired table, which counts common tasks only.',
  );
  const fixedArms = arms.filter((arm) => arm.kind === 'policy' && isFixed(arm)).length;
  say(
    fixedArms > 1 && !hasTrain,
    'Single pairs were run, but no training run was named (--train): a best pair that is chosen on the tasks it is judged by would be flattered, so there is none.',
  );
  say(
    hasTrain && !hasReferences,
    'Train and test share fewer than two single pairs ("fixed:..." policies): there is no routing reference.',
  );
  say(
    comparableArms(arms).length > MAX_COMPARED,
    `Only the first ${MAX_COMPARED} arms that route are compared in pairs.`,
  );
  return remarks;
}
