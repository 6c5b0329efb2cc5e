/** @module What to try after an evaluation; for people only. */
import type { Context } from '../command.js';
import { markOf } from './ended-task.js';
import type { EvalReport } from './report.js';

export function tellNextSteps({ out }: Pick<Context, 'out'>, report: EvalReport): void {
  const { colors } = out;
  const one = report.tasks.find((task) => task.rollout !== '' && markOf(task) === 'wrong') ?? report.tasks.at(0);
  out.print();
  if (report.ui !== undefined) out.print(`Temporal UI, every rollout turn by turn:  ${colors.cyan(report.ui)}`);
  if (report.out !== undefined) out.print(`Results:  ${report.out}`);
  out.print('Try next:');
  if (one !== undefined && one.rollout !== '') out.print(`  npm run maestro -- show ${one.rollout}`);
  out.print('  npm run maestro -- ask "How many times do the lines cross?" --image your-picture.png');
  out.print('  npm run maestro -- eval arith --limit 40');
  out.print('  npm run maestro -- demo crash    # kills the worker in the middle, and sees the rollout finish');
  out.print('  npm run maestro -- down          # stops server and worker');
}
