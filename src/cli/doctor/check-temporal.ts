/** @module Which Temporal there is or would be. Nothing is fetched, built or started. */
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { messageOf } from '../../domain/errors.js';
import { BINARY_NAME, cachedBinary, defaultCacheDir } from '../../temporal/binary/cache.js';
import { binaryVersion, compareVersions, pinnedVersion } from '../../temporal/binary/version.js';
import { isFree } from '../../temporal/embedded/ports.js';
import { externalTarget } from '../../temporal/external-target.js';
import { TEMPORAL_CLI_VERSION, TEMPORAL_SERVER_VERSION } from '../../temporal/settings.js';
import type { Context } from '../command.js';
import { overviewOf } from '../processes/overview.js';
import { checked, missing, note, ok, type Check } from './check.js';

const USUAL_PORTS = [7233, 8233];

export async function checkTemporal(context: Context): Promise<readonly Check[]> {
  const embedded = externalTarget(context.env) === undefined;
  return [
    ...(embedded ? await checked('Temporal binary', () => checkBinary(context.env)) : []),
    ...(await checked('Temporal server', () => checkProcesses(context))),
  ];
}

async function checkBinary(env: Context['env']): Promise<Check> {
  const name = 'Temporal binary';
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    try {
      return ok(name, `${named} (TEMPORAL_CLI_PATH), server ${(await binaryVersion(named)).server}`);
    } catch (error) {
      return missing(name, `TEMPORAL_CLI_PATH: ${messageOf(error)}`, 'Correct TEMPORAL_CLI_PATH, or unset it.');
    }
  }
  const cached = cachedBinary(defaultCacheDir(env));
  if (await isThere(cached)) {
    try {
      return ok(name, `${cached}, server ${(await pinnedVersion(cached)).server}`);
    } catch (error) {
      return note(name, `${cached}: ${messageOf(error)}`, 'The next start replaces it.');
    }
  }
  const onPath = await newestOnPath(env);
  const go = await findOnPath(env, process.platform === 'win32' ? 'go.exe' : 'go');
  const ways = [
    `the archive of CLI ${TEMPORAL_CLI_VERSION} from temporal.download`,
    ...(go === undefined ? [] : [`a build with ${go}, about 6 minutes once`]),
    ...(onPath === undefined ? [] : [onPath]),
  ];
  if (go === undefined && onPath === undefined) {
    return note(
      name,
      `none yet; the first start will try ${ways.join('; ')}`,
      'If the archive is out of reach: install Go, or a Temporal CLI and set TEMPORAL_CLI_PATH, or set TEMPORAL_ADDRESS.',
    );
  }
  return note(name, `none yet; the first start will try ${ways.join('; then ')}`);
}

async function newestOnPath(env: Context['env']): Promise<string | undefined> {
  const path = await findOnPath(env, BINARY_NAME);
  if (path === undefined) return undefined;
  const version = await binaryVersion(path).catch(() => undefined); // whatever it is, it is of no use
  if (version === undefined || compareVersions(version.server, TEMPORAL_SERVER_VERSION) < 0) return undefined;
  return `${path} (server ${version.server})`;
}

async function findOnPath(env: Context['env'], name: string): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isThere(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function checkProcesses(context: Context): Promise<readonly Check[]> {
  const { server, worker } = await overviewOf(context);
  const where = `${server.kind}, ${server.address}${server.ui === '' ? '' : `, UI ${server.ui}`}`;
  const checks: Check[] = [];
  if (server.state === 'running') checks.push(ok('Temporal server', where));
  else if (server.kind === 'external') {
    checks.push(
      missing('Temporal server', `${server.address} does not answer`, 'Start it, or correct TEMPORAL_ADDRESS.'),
    );
  } else if (server.state === 'none') {
    checks.push(note('Temporal server', 'not running', 'Every command that needs it starts it.'));
    checks.push(await checkPorts());
  } else {
    checks.push(
      note('Temporal server', `${server.state} (process ${server.pid ?? '?'})`, 'maestro up starts it again.'),
    );
  }
  if (worker.state === 'ready') checks.push(ok('Worker', `process ${worker.pid ?? '?'}, since ${worker.startedAt}`));
  else if (context.env['MAESTRO_WORKER'] === 'none') checks.push(note('Worker', 'elsewhere (MAESTRO_WORKER=none)'));
  else
    checks.push(
      note('Worker', worker.state === 'none' ? 'not running' : worker.state, 'Every command that needs it starts it.'),
    );
  return checks;
}

async function checkPorts(): Promise<Check> {
  const free = await Promise.all(USUAL_PORTS.map(isFree));
  const taken = USUAL_PORTS.filter((_, index) => free[index] === false);
  if (taken.length === 0) return ok('Ports', `${USUAL_PORTS.join(' and ')} are free`);
  return note(
    'Ports',
    `${taken.join(' and ')} taken by another program`,
    'Others are chosen; maestro status shows which.',
  );
}
