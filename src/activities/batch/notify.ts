/** @module `notify`: tells a target of the worker's what happened to a batch: JSON by POST, or on a command's standard input. */
import { spawn } from 'node:child_process';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { NotifyInput } from './contract.js';
import { readTarget } from './notify-targets.js';

const LIMIT_MS = 10_000;
/** What a command is told of the worker's environment, which holds keys. */
const ENVIRONMENT = ['PATH', 'HOME', 'USER', 'LANG', 'DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'];

/** @throws MaestroError from a call: INVALID_INPUT for a target that is not there, NOTIFY_FAILED */
export function createNotify(dataDir: string, env: Readonly<Record<string, string | undefined>>) {
  return async ({ target: name, event }: NotifyInput, signal: AbortSignal): Promise<void> => {
    const target = await readTarget(dataDir, name);
    const body = JSON.stringify(event);
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    try {
      if ('url' in target) await post(target.url, body, within);
      else await run(target.command, body, env, within);
    } catch (error) {
      signal.throwIfAborted();
      // A URL may be a secret, and so may an argument: neither is told.
      throw new MaestroError('NOTIFY_FAILED', `"${name}" could not be notified: ${messageOf(error)}.`);
    }
  };
}

async function post(url: string, body: string, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
  await reply.body?.cancel();
  if (!reply.ok) throw new Error(`it replied ${reply.status}`);
}

function run(
  [program = '', ...args]: readonly string[],
  body: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<void> {
  const own = Object.fromEntries(ENVIRONMENT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { shell: false, env: own, stdio: ['pipe', 'ignore', 'ignore'], signal });
    child.once('error', reject);
    child.once('close', (code, killed) => {
      if (code === 0) resolve();
      else reject(new Error(`its command ended with ${code ?? killed ?? 'nothing'}`));
    });
    // A command need not read what it is told.
    child.stdin.on('error', () => undefined);
    child.stdin.end(body);
  });
}
