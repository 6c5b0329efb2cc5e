/**
 * @module What the registry costs: to load and hash the whole of it, to see whether its files were edited, to generate the policy's
 * prompts, and to route inputs to solvers; each beside something plain that touches the same bytes, in turns, in the same run.
 *
 * `npm run bench:registry -- [--rounds 30] [--inputs 10000]`
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RegistrySnapshot, Skill } from '../../dist/domain/registry.js';
import { seededRandom } from '../../dist/domain/random.js';
import { CHAT_POLICIES } from '../../dist/policies/policy-name.js';
import { buildPrompt } from '../../dist/policies/prompt.js';
import { registryFingerprint } from '../../dist/registry/fingerprint.js';
import { loadRegistry } from '../../dist/registry/load.js';
import { parseSnapshot } from '../../dist/registry/snapshot-schema.js';
import { SHIPPED_REGISTRY } from '../../dist/settings.js';
import { routeToSolver } from '../../dist/skills/router.js';
import { canonicalJson, hashJson } from '../../dist/store/hash.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '30' }, inputs: { type: 'string', default: '10000' } },
});
const rounds = Number(values.rounds);
const inputCount = Number(values.inputs);
const roots = [SHIPPED_REGISTRY];

/** What is measured, and the plain thing beside it; both return something that depends on all of the work. */
interface Pair {
  readonly name: string;
  readonly run: () => unknown;
  readonly plainName: string;
  readonly plain: () => unknown;
  /** Fewer rounds for what takes long. */
  readonly rounds?: number;
}

const snapshot = await loadRegistry({ roots, env: process.env });
const json = canonicalJson(snapshot);
const files = await filesBelow(SHIPPED_REGISTRY);
const routed = snapshot.skills.filter((skill) => skill.router.kind !== 'classify' && skill.solvers.length > 1);
const inputs = makeInputs(snapshot, inputCount);
const patterns = new Map(routed.map((skill) => [skill.id, patternOf(skill)]));

const PAIRS: readonly Pair[] = [
  {
    name: 'load and validate every file',
    run: () => loadRegistry({ roots, env: process.env }),
    plainName: 'read the same files',
    plain: () => Promise.all(files.map((file) => readFile(file))),
  },
  {
    name: 'read the stored snapshot, validated',
    run: () => parseSnapshot(json),
    plainName: 'JSON.parse of it',
    plain: (): unknown => JSON.parse(json),
  },
  {
    name: 'hash the snapshot',
    run: () => hashJson(snapshot),
    plainName: 'JSON.stringify and SHA-256',
    plain: () => createHash('sha256').update(JSON.stringify(snapshot)).digest('hex'),
  },
  {
    name: 'see whether a file was edited',
    run: () => registryFingerprint(roots),
    plainName: 'stat of the same files',
    plain: () => Promise.all(files.map((file) => stat(file))),
  },
  ...CHAT_POLICIES.map((kind) => ({
    name: `generate the prompt of ${kind}`,
    run: () => buildPrompt(kind, snapshot),
    plainName: 'JSON.stringify of the cards',
    plain: () => JSON.stringify([snapshot.models, snapshot.skills.map((skill) => ({ ...skill, solvers: [] }))]),
  })),
  {
    name: `route ${inputCount} inputs`,
    run: () => inputs.map((text, index) => routeToSolver(skillFor(index), text).solver.id),
    plainName: 'one regular expression of all phrases',
    plain: () => inputs.map((text, index) => patterns.get(skillFor(index).id)?.exec(text)?.[0]),
    rounds: Math.min(rounds, 5),
  },
];

process.stdout.write(
  `${snapshot.models.length} models, ${snapshot.skills.length} skills, ` +
    `${snapshot.skills.flatMap((skill) => skill.solvers).length} solvers in ${files.length} files; ` +
    `snapshot ${(json.length / 1024).toFixed(0)} KiB; median (fastest) of up to ${rounds} rounds in turns, ms\n\n`,
);
for (const pair of PAIRS) {
  const [ours, plain] = await inTurns([pair.run, pair.plain], pair.rounds ?? rounds);
  process.stdout.write(
    `${pair.name.padEnd(38)} ${show(ours).padEnd(20)} ${pair.plainName.padEnd(38)} ${show(plain)}\n`,
  );
}

/** Milliseconds of each round, after one round to warm up. */
async function inTurns(kinds: readonly (() => unknown)[], count: number): Promise<readonly (readonly number[])[]> {
  const times = kinds.map((): number[] => []);
  for (let round = 0; round <= count; round++) {
    for (const [index, run] of kinds.entries()) {
      const start = performance.now();
      const result = await run();
      const took = performance.now() - start;
      if (result === undefined) throw new Error('a measured function returned nothing');
      if (round > 0) times[index]?.push(took);
    }
  }
  return times;
}

function show(times: readonly number[] = []): string {
  const sorted = [...times].sort((a, b) => a - b);
  const digits = (value = 0): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
  return `${digits(sorted[Math.floor(sorted.length / 2)])} (${digits(sorted[0])})`;
}

function skillFor(index: number): Skill {
  const skill = routed[index % routed.length];
  if (skill === undefined) throw new Error('the registry has no skill with a free router and several solvers');
  return skill;
}

/** Questions made of what solvers say they are for, and of words around it. */
function makeInputs({ skills }: RegistrySnapshot, count: number): readonly string[] {
  const random = seededRandom('bench-registry', 1);
  const begins = ['How many', 'Which of the', 'What is the', 'Look at the picture and say', 'Is there a', 'Read the'];
  const solvers = skills.flatMap((skill) => skill.solvers);
  return Array.from({ length: count }, (_, index) => {
    const { when } = random.pick(solvers);
    return `${random.pick(begins)} ${when.toLowerCase()} (question ${index}, item ${index % 97})`;
  });
}

function patternOf({ router }: Skill): RegExp {
  const phrases = router.kind === 'keyword' ? router.rules.flatMap((rule) => [...rule.any, ...rule.all]) : ['nothing'];
  const escaped = phrases.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`\\b(?:${escaped.join('|')})\\b`, 'i');
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
