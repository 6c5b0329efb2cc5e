/** @module The yardstick: a bare workflow with the activities, queues and payload sizes of a two-turn rollout, and nothing else. */
import { proxyActivities, proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export interface BareActivities {
  /** Takes text, gives text of `bytes` characters. */
  quick(input: { readonly text: string; readonly bytes: number }): Promise<string>;
  regular(input: { readonly text: string; readonly bytes: number }): Promise<string>;
}

export interface BareInput {
  readonly text: string;
  readonly queue: string;
  /** Sizes of the real rollout's results, in bytes. */
  readonly sizes: {
    readonly plan: number;
    readonly decision: number;
    readonly selection: number;
    readonly step: number;
    readonly verdict: number;
  };
}

const { quick } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30 s', summary: 'a quick step' });

export async function bareWorkflow({ text, queue, sizes }: BareInput): Promise<string> {
  const { regular } = proxyActivities<BareActivities>({
    taskQueue: queue,
    startToCloseTimeout: '60 s',
    scheduleToStartTimeout: '60 s',
    heartbeatTimeout: '10 s',
    summary: 'an expert',
  });
  const plan = await quick({ text, bytes: sizes.plan });
  for (let turn = 0; turn < 2; turn++) {
    await quick({ text: plan, bytes: sizes.decision });
    await quick({ text: plan, bytes: sizes.selection });
    await regular({ text: plan, bytes: sizes.step });
  }
  await quick({ text: plan, bytes: sizes.decision });
  const verdict = await quick({ text: plan, bytes: sizes.verdict });
  await quick({ text: plan + verdict, bytes: 0 });
  upsertSearchAttributes(
    ['MaestroPolicy', 'MaestroDataSource', 'MaestroOutcome'].map((name) => ({
      key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
      value: 'bare',
    })),
  );
  return verdict;
}
