/** @module `maestro doctor` */
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what is found, what is missing, and what to do',
  details: 'Starts nothing and installs nothing. The exit code is 0 when everything that is needed works.',
  examples: ['maestro doctor', 'maestro doctor --json'],
  arguments: [],
  options: [],
  run: async (context) => {
    const { examine } = await import('../doctor/examine.js');
    const { out } = context;
    const findings = await examine(context);
    for (const { name, state, found, advice } of findings) {
      const mark = {
        ok: out.colors.green('ok     '),
        note: out.colors.yellow('note   '),
        bad: out.colors.red('missing'),
      }[state];
      out.print(`${mark}  ${name.padEnd(12)} ${found}`);
      if (advice !== '') out.print(`                      ${out.colors.dim(advice)}`);
    }
    const bad = findings.filter(({ state }) => state === 'bad').length;
    out.print();
    out.print(bad === 0 ? 'Everything that is needed is there.' : `${bad} of these must be put right first.`);
    out.emit({ ok: bad === 0, findings });
    return bad === 0 ? EXIT.ok : EXIT.failed;
  },
};
