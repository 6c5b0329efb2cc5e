/** The rollout as a workflow of Restate: a durable step each, called through the server of its npm package. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { report, serve, stepsOf } from './call.js';

// Node 20 lacks it, and this SDK uses it.
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
process.once('SIGTERM', () => process.exit(1));

const free = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const flow = restate.service({
  name: 'rollout',
  handlers: {
    run: async (context, rollout) => {
      for (const [at, step] of stepsOf(rollout).entries()) await context.run(`step-${at}`, step);
    },
  },
});

const until = async (url, init) => {
  for (const deadline = Date.now() + 60_000; ;) {
    const answer = await fetch(url, init).catch((error) => error);
    if (answer.ok) return;
    if (Date.now() > deadline) throw new Error(`${url}: ${answer.status ?? answer.cause ?? answer}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

serve(async (job) => {
  const [ingress, admin, fabric, handler] = [await free(), await free(), await free(), await free()];
  const folder = mkdtempSync(join(tmpdir(), 'maestro-restate-'));
  const manifest = createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const program = join(dirname(manifest), typeof bin === 'string' ? bin : Object.values(bin)[0]);
  const env = {
    ...process.env,
    ...{ RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`, RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}` },
    ...{ RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`, RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}` },
    ...{ RESTATE_BASE_DIR: folder, RESTATE_NODE_NAME: 'bench', RUST_LOG: 'error', RESTATE_AUTO_PROVISION: 'true' },
  };
  const server = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const end = () => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // it is gone
    }
  };
  process.once('exit', end);
  await restate.serve({ services: [flow], port: handler });
  await until(`http://127.0.0.1:${admin}/health`);
  await until(`http://127.0.0.1:${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${handler}` }),
  });
  const ingressClient = clients.connect({ url: `http://127.0.0.1:${ingress}` });
  return report(job, async (rollout) => {
    await ingressClient.serviceClient(flow).run(rollout);
  });
});
