// Creates the namespace of the Temporal server at TEMPORAL_ADDRESS if need be, with Maestro's retention and search attributes.
import { connectClient, resolveTarget } from '../../dist/temporal/connection.js';
import { prepareNamespace } from '../../dist/temporal/prepare-namespace.js';

const target = await resolveTarget({ env: process.env, dataDir: '.maestro', log: console.error, start: false });
const client = await connectClient(target);
await prepareNamespace(client.connection, target.namespace);
await client.connection.close();
console.log(`Namespace ${target.namespace} at ${target.address} is ready.`);
