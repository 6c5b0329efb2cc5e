/** @module `maestro registry diff`: what changed between two snapshots, of which one may be the registry as it stands. */
import { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import type { JsonValue } from '../domain/ref.js';
import { diffSnapshots, type Change } from '../registry/diff.js';
import { hashJson, toJsonValue } from '../store/hash.js';
import { getJson } from '../store/json-blobs.js';
import { openResultStore } from '../store/open-result-store.js';
import { shownUrl } from '../store/store-url.js';
import type { Documents } from '../store/result-store.js';
import type { Context } from './command.js';
import { EXIT } from './exit-codes.js';
import { count } from './format.js';
import { printable } from './output.js';
import { readRegistry } from './registry.js';

interface Snapshot {
  readonly hash: string;
  readonly value: JsonValue;
}

/** @param names hashes of snapshots, the beginnings of them, or `current` @returns the exit code */
export async function tellDiff(context: Context, names: readonly [string, string]): Promise<number> {
  const { out, settings } = context;
  const results = await openResultStore(settings.resultsUrl);
  try {
    const [before, after] = [
      await findSnapshot(context, results.documents, names[0]),
      await findSnapshot(context, results.documents, names[1]),
    ];
    const changes = diffSnapshots(before.value, after.value);
    out.emit({ before: before.hash, after: after.hash, changes: changes.map(changeJson) });
    out.print(`${before.hash.slice(0, 12)} -> ${after.hash.slice(0, 12)}: ${count(changes.length, 'change')}`);
    for (const change of changes) out.print(changeLine(context, change));
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

/** Plans are documents, too: a snapshot is known by what it holds, whatever version of Maestro wrote it. */
const snapshotLike = z.looseObject({
  models: z.array(z.json()),
  services: z.array(z.json()),
  skills: z.array(z.json()),
});
const PREFIX = /^[0-9a-f]{4,64}$/;
const MAX_CANDIDATES = 100;

async function findSnapshot(context: Context, documents: Documents, name: string): Promise<Snapshot> {
  if (name === 'current') {
    const snapshot = await readRegistry(context);
    return { hash: hashJson(snapshot), value: toJsonValue(snapshot) };
  }
  if (!PREFIX.test(name)) {
    const message = `"${name.slice(0, 80)}" names no snapshot: give 4 to 64 hex digits of its hash (maestro registry list, maestro show), or "current".`;
    throw new MaestroError('INVALID_INPUT', message);
  }
  const hashes = await documents.beginningWith(name, MAX_CANDIDATES);
  const found: Snapshot[] = [];
  for (const hash of hashes) {
    const parsed = snapshotLike.safeParse(await getJson(documents, hash));
    if (parsed.success) found.push({ hash, value: toJsonValue(parsed.data) });
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw only === undefined
    ? new MaestroError(
        'NOT_FOUND',
        `No snapshot in ${shownUrl(context.settings.resultsUrl)} has a hash that begins with ${name}. It holds those that rollouts ran with; maestro show <rollout> says which, "current" is the registry as it stands.`,
      )
    : new MaestroError(
        'INVALID_INPUT',
        `${name} begins the hashes of ${found.length} snapshots: ${found.map(({ hash }) => hash.slice(0, 16)).join(', ')}. Give more of it.`,
      );
}

function changeJson({ kind, path, before, after }: Change): object {
  return { kind, path, before: before ?? null, after: after ?? null };
}

function changeLine({ out: { colors } }: Context, { kind, path, before, after }: Change): string {
  const name = printable(path);
  switch (kind) {
    case 'added':
      return `${colors.green('added')}    ${name}${scalar(after)}`;
    case 'removed':
      return `${colors.red('removed')}  ${name}${scalar(before)}`;
    case 'changed':
      return `${colors.yellow('changed')}  ${name}: ${excerpts(JSON.stringify(before), JSON.stringify(after)).map(printable).join(' -> ')}`;
  }
}

/** Of whole entries the name is enough. */
function scalar(value: JsonValue | undefined): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return `: ${printable(excerpts(JSON.stringify(value), '')[0] ?? '')}`;
}

const EXCERPT = 80;
/** Characters before the first difference that are shown. */
const LEAD = 20;

/** Two texts, each cut to what stands around their first difference. */
function excerpts(before = '', after = ''): readonly string[] {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const start = Math.max(before.length, after.length) <= EXCERPT ? 0 : Math.max(0, same - LEAD);
  return [before, after].map((text) => {
    const end = text.length - start > EXCERPT ? `${text.slice(start, start + EXCERPT)}…` : text.slice(start);
    return `${start > 0 ? '…' : ''}${end}`;
  });
}
