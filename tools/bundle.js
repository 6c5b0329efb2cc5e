/** Bundles the workflows once, at build time, so that a worker starts about two seconds sooner. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundlerOptions } from '../dist/temporal/bundler-options.js';

const workflowsPath = fileURLToPath(new URL('../dist/workflows/index.js', import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath,
  ...bundlerOptions(workflowsPath),
  logger: new DefaultLogger('WARN'),
});
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), code);
