// Ends with 0 when a worker of this machine polled the task queue in the last two minutes, else with 1. For health checks.
import { hostname } from 'node:os';
import { connectClient, resolveTarget } from '../../dist/temporal/connection.js';
import { recentPollers } from '../../dist/temporal/pollers.js';
import { WORKFLOW_QUEUE } from '../../dist/temporal/settings.js';

const target = await resolveTarget({ env: process.env, dataDir: '.maestro', log: console.error, start: false });
const client = await connectClient(target);
const pollers = await recentPollers(client, WORKFLOW_QUEUE, 120_000);
await client.connection.close();
const healthy = pollers.some((identity) => identity.includes(hostname()));
console.log(healthy ? 'healthy' : `no worker of ${hostname()} polls ${WORKFLOW_QUEUE}: ${pollers.join(', ') || 'nobody does'}`);
process.exitCode = healthy ? 0 : 1;
