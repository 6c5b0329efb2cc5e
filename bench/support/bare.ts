/** @module The yardstick: bare Temporal workflows of a two-turn rollout's shape, with a worker of their own. */
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import type { BareInput } from '../overhead/bare-workflow.js';
import type { Place } from './rig.js';

/** Sizes as measured on real rollouts of the benchmark of overhead: JSON of each activity's result. */
const SIZES: BareInput['sizes'] = { plan: 700, decision: 190, selection: 330, step: 230, verdict: 190 };

const text = (bytes: number): string => 'x'.repeat(bytes);
const activities = {
  quick: ({ bytes }: { bytes: number }) => Promise.resolve(text(bytes)),
  regular: ({ bytes }: { bytes: number }) => Promise.resolve(text(bytes)),
};

export interface Bare {
  run(id: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startBare({ client, connection }: Pick<Place, 'client' | 'connection'>): Promise<Bare> {
  const workers = await Promise.all([
    Worker.create({
      ...{ connection, activities, taskQueue: 'bare' },
      workflowsPath: fileURLToPath(new URL('../overhead/bare-workflow.js', import.meta.url)),
      maxCachedWorkflows: 1_000,
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentLocalActivityExecutions: 40,
    }),
    Worker.create({
      ...{ connection, activities, taskQueue: 'bare-expert' },
      maxConcurrentActivityTaskExecutions: 64,
      maxConcurrentActivityTaskPolls: 4,
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    run: async (id) => {
      const input: BareInput = { text: text(300), queue: 'bare-expert', sizes: SIZES };
      await client.workflow.execute('bareWorkflow', { workflowId: id, taskQueue: 'bare', args: [input] });
    },
    stop: async () => {
      workers.forEach((worker) => worker.shutdown());
      await running;
    },
  };
}
