import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { EXIT_CODES } from '../../src/cli/exit-codes.js';
import { createProgram } from '../../src/cli/program.js';
import { ERROR_CODES } from '../../src/domain/errors.js';
import { runCli, temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();

async function help(...args: readonly string[]): Promise<string> {
  let text = '';
  const program = createProgram({
    version: '1.2.3',
    commands: COMMANDS,
    run: () => Promise.reject(new Error('nothing may run')),
    writeOut: (part) => (text += part),
    writeErr: (part) => (text += part),
  });
  await expect(program.parseAsync([...args, '--help'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
  return text;
}

describe('Help texts', () => {
  test('name every command, and every exit code that an error can have', async () => {
    const text = await help();
    for (const { name, summary } of COMMANDS) {
      expect(text).toContain(`  ${name} `);
      expect(text.replace(/\s+/g, ' ')).toContain(summary);
    }
    const documented = EXIT_CODES.map(([code]) => code);
    for (const { exit } of Object.values(ERROR_CODES)) expect(documented).toContain(exit);
    for (const [code, meaning] of EXIT_CODES) expect(text).toMatch(new RegExp(`${code} +${meaning.slice(0, 20)}`));
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s show its options and examples',
    async (name, command) => {
      const text = await help(name);
      expect(text).toContain('--json');
      for (const { flags } of command.options) expect(text).toContain(flags);
      for (const argument of command.arguments) expect(text).toContain(argument.name);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) expect(text).toContain(example);
    },
  );

  test.each(COMMANDS.flatMap((command) => command.examples.map((example) => [example, command] as const)))(
    'have an example that parses: %s',
    async (example, command) => {
      const ran: string[] = [];
      const program = createProgram({
        version: '1.2.3',
        commands: COMMANDS,
        run: ({ name }) => {
          ran.push(name);
          return Promise.resolve();
        },
        writeOut: () => undefined,
        writeErr: () => undefined,
      });
      const words: readonly string[] = example.replace(/\s+[#|>].*$/, '').match(/"[^"]*"|\S+/g) ?? [];
      const args = words.slice(words.indexOf('maestro') + 1).map((word) => word.replaceAll('"', ''));
      await program.parseAsync(args, { from: 'user' });
      expect(ran).toEqual([command.name]);
    },
  );
});

describe('The real command line', () => {
  test('prints its version and its help on stdout, and ends with 0', async () => {
    const [version, text] = await Promise.all([
      runCli(['--version'], { cwd: folder.path }),
      runCli(['eval', '--help'], { cwd: folder.path }),
    ]);
    expect(version).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
    expect(text).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('maestro eval blindtest --limit 40'),
    });
  });

  test('without a command shows its help and ends with 2', async () => {
    const ended = await runCli([], { cwd: folder.path });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('Usage: maestro');
  });
});
