/** @module The steps of a run that are being collected: groups of rollouts, with those added for groups that taught nothing. */
import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { MaestroError } from '../domain/errors.js';
import { behaviourStep, groupsToAdd } from '../domain/training.js';
import type { CollectedStep, GroupSummary, PolicyState } from '../domain/training-run.js';
import type { TrainingSettings } from '../domain/training-settings.js';
import { startGroup } from './training-children.js';

export interface StepsOfRun {
  readonly run: string;
  readonly spec: string;
  readonly settings: TrainingSettings;
}

export class StepsInFlight {
  readonly #scope = new CancellationScope();
  readonly #steps = new Map<number, Promise<CollectedStep>>();
  #next: number;

  /** @param collected steps that an earlier run of the workflow has collected */
  constructor(
    private readonly of: StepsOfRun,
    from: number,
    collected: readonly CollectedStep[],
  ) {
    for (const each of collected) this.#steps.set(each.step, Promise.resolve(each));
    this.#next = Math.max(from, ...collected.map(({ step }) => step + 1));
  }

  /** Starts every step whose policy is there. @param policyAfter the policy after so many updates */
  startWhatCan(updates: number, policyAfter: (step: number) => PolicyState): void {
    const { settings } = this.of;
    for (; this.#next < settings.steps && behaviourStep(this.#next, settings) <= updates; this.#next += 1) {
      const step = this.#next;
      const collecting = this.#scope.run(() => this.#collect(step, policyAfter(behaviourStep(step, settings))));
      // Whoever takes the step hears of it.
      collecting.catch(() => undefined);
      this.#steps.set(step, collecting);
    }
  }

  async take(step: number): Promise<CollectedStep> {
    const collecting = this.#steps.get(step);
    this.#steps.delete(step);
    if (collecting === undefined) throw new MaestroError('INTERNAL', `Step ${step} was not begun.`);
    return collecting;
  }

  /** Resolves when all that was begun is collected. */
  all(): Promise<readonly CollectedStep[]> {
    return Promise.all(this.#steps.values());
  }

  /** What is no longer wanted is cancelled, and waited for. */
  async cancel(): Promise<void> {
    this.#scope.cancel();
    for (const each of await Promise.allSettled(this.#steps.values()))
      if (each.status === 'rejected' && !isCancellation(each.reason)) throw each.reason;
  }

  async #collect(step: number, { policy, exploration }: PolicyState): Promise<CollectedStep> {
    const { run, spec, settings } = this.of;
    const collect = (from: number, count: number): Promise<readonly GroupSummary[]> =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const group = await startGroup({ run, spec, step, slot: from + index, policy, exploration });
          return group.result();
        }),
      );
    let latest = await collect(0, settings.tasksPerStep);
    let groups = latest;
    for (;;) {
      const more = groupsToAdd(latest, groups, settings);
      if (more === 0) return { step, groups };
      latest = await collect(groups.length, more);
      groups = [...groups, ...latest];
    }
  }
}
