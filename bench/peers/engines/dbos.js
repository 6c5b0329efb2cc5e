/** The rollout as a workflow of DBOS on PostgreSQL: a durable step each, many at once. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { report, serve, stepsOf } from './call.js';

serve(async (job) => {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: job.database, logLevel: 'error', runAdminServer: false });
  const rolloutOf = DBOS.registerWorkflow(
    async (rollout) => {
      for (const [at, step] of stepsOf(rollout).entries()) await DBOS.runStep(step, { name: `step-${at}` });
    },
    { name: 'rollout' },
  );
  await DBOS.launch();
  const result = await report(job, async (rollout, id) => {
    const handle = await DBOS.startWorkflow(rolloutOf, { workflowID: id })(rollout);
    await handle.getResult();
  });
  await DBOS.shutdown();
  return result;
});
