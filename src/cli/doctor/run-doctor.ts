/** @module Looks at everything that Maestro needs, and says what is missing and what to do. */
import { messageOf } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { printable } from '../output.js';
import { readRegistry } from '../registry.js';
import { checkEngines } from './check-engines.js';
import { checkRegistry } from './check-registry.js';
import { checkSystem } from './check-system.js';
import { checkTemporal } from './check-temporal.js';
import { missing, type Check } from './check.js';

/** The longest name is that of a key's variable. */
const NAME_WIDTH = 23;

/** @returns the exit code: 0 when Maestro can be used */
export async function runDoctor(context: Context): Promise<number> {
  const { out } = context;
  const checks: Check[] = [];
  const add = (found: readonly Check[]): void => {
    checks.push(...found);
    for (const check of found) tell(context, check);
  };
  add(await checkSystem(context));
  add(await checkTemporal(context));
  const registry = await registryOf(context);
  if ('state' in registry) add([registry]);
  else {
    add(checkRegistry(registry, context));
    out.status('Asking every engine a small question...');
    add(await checkEngines(registry, context.env));
  }
  const faults = checks.filter((check) => check.state === 'missing');
  out.emit({ usable: faults.length === 0, checks });
  out.print();
  out.print(
    faults.length === 0
      ? out.colors.green('Maestro can be used.')
      : out.colors.red(`To be mended first: ${faults.map((check) => check.name).join(', ')}.`),
  );
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}

async function registryOf(context: Context): Promise<RegistrySnapshot | Check> {
  try {
    return await readRegistry(context);
  } catch (error) {
    return missing(
      'Registry',
      messageOf(error),
      'Correct the files; maestro registry check tells when they are right.',
    );
  }
}

function tell({ out }: Context, { name, state, found, advice }: Check): void {
  const { colors } = out;
  const marks = { ok: colors.green('ok     '), note: colors.yellow('note   '), missing: colors.red('missing') };
  out.print(`${marks[state]}  ${colors.bold(name.padEnd(NAME_WIDTH))}  ${printable(found)}`);
  if (advice !== '') out.print(`${' '.repeat('missing'.length + 2 + NAME_WIDTH + 2)}${colors.dim(advice)}`);
}
