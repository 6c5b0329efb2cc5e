/** @module {@link LearningStore} in SQL. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Guard } from './guard.js';
import { canonicalJson } from './hash.js';
import type { CheckpointRow, LearningStore, PromotionRow, TrainingRunRow, TrainingStepRow } from './learning-store.js';
import { decoder, json, storableText } from './row-codecs.js';
import type { Schema } from './sql-schema.js';

export class SqlLearning implements LearningStore {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  async noteRun({ run, suites, settings, state, createdAt, updatedAt }: TrainingRunRow): Promise<void> {
    const fields = {
      ...{ suites: canonicalJson(suites), settings: canonicalJson(settings) },
      ...{ state: storableText(state), createdAt, updatedAt },
    };
    await this.guard(() =>
      this.db
        .insertInto('trainingRuns')
        .values({ run: storableText(run), ...fields })
        .onConflict((conflict) => conflict.column('run').doUpdateSet(fields))
        .execute(),
    );
  }

  async changeRun(run: string, { settings, ...fields }: Parameters<LearningStore['changeRun']>[1]): Promise<void> {
    const changed = { ...fields, ...(settings === undefined ? {} : { settings: canonicalJson(settings) }) };
    if (Object.keys(changed).length === 0) return;
    await this.guard(() => this.db.updateTable('trainingRuns').set(changed).where('run', '=', run).execute());
  }

  async findRun(run: string): Promise<TrainingRunRow | undefined> {
    const query = this.db.selectFrom('trainingRuns').selectAll().where('run', '=', run);
    const found = await this.guard(() => query.executeTakeFirst());
    return found && decodeRun(found);
  }

  async runs(): Promise<readonly TrainingRunRow[]> {
    const query = this.db.selectFrom('trainingRuns').selectAll().orderBy('createdAt', 'desc').orderBy('run');
    return (await this.guard(() => query.execute())).map(decodeRun);
  }

  async addStep(row: TrainingStepRow): Promise<void> {
    await this.guard(() =>
      this.db
        .insertInto('trainingSteps')
        .values({ ...row, run: storableText(row.run) })
        .onConflict((conflict) => conflict.columns(['run', 'step']).doNothing())
        .execute(),
    );
  }

  findStep(run: string, step: number): Promise<TrainingStepRow | undefined> {
    const query = this.db.selectFrom('trainingSteps').selectAll().where('run', '=', run).where('step', '=', step);
    return this.guard(() => query.executeTakeFirst());
  }

  stepsOf(run: string, from = 0): Promise<readonly TrainingStepRow[]> {
    const query = this.db.selectFrom('trainingSteps').selectAll().where('run', '=', run).where('step', '>=', from);
    return this.guard(() => query.orderBy('step').execute());
  }

  async addCheckpoint(row: CheckpointRow): Promise<void> {
    await this.guard(() =>
      this.db
        .insertInto('checkpoints')
        .values({ ...row, run: storableText(row.run) })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute(),
    );
  }

  async noteValidation(hash: string, reward: number, accuracy: number): Promise<void> {
    const fields = { validationReward: reward, validationAccuracy: accuracy };
    await this.guard(() => this.db.updateTable('checkpoints').set(fields).where('hash', '=', hash).execute());
  }

  findCheckpoint(hash: string): Promise<CheckpointRow | undefined> {
    const query = this.db.selectFrom('checkpoints').selectAll().where('hash', '=', hash);
    return this.guard(() => query.executeTakeFirst());
  }

  checkpointsOf(run: string): Promise<readonly CheckpointRow[]> {
    const query = this.db.selectFrom('checkpoints').selectAll().where('run', '=', run);
    return this.guard(() => query.orderBy('step').orderBy('hash').execute());
  }

  async checkpointsBeginning(prefix: string, limit: number): Promise<readonly string[]> {
    const query = this.db
      .selectFrom('checkpoints')
      .select('hash')
      .where('hash', '>=', prefix)
      .where('hash', '<', `${prefix}g`) // behind every hex digit
      .orderBy('hash')
      .limit(limit);
    return (await this.guard(() => query.execute())).map(({ hash }) => hash);
  }

  async promote({ id, checkpoint, promotedAt, promotedBy, evidence }: PromotionRow): Promise<void> {
    const row = { id: storableText(id), checkpoint, promotedAt, promotedBy: storableText(promotedBy) };
    await this.guard(() =>
      this.db
        .insertInto('promotions')
        .values({ ...row, evidence: canonicalJson(evidence) })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute(),
    );
  }

  async promoted(): Promise<PromotionRow | undefined> {
    return (await this.newest(1))[0];
  }

  promotions(): Promise<readonly PromotionRow[]> {
    return this.newest();
  }

  private async newest(limit?: number): Promise<readonly PromotionRow[]> {
    const query = this.db
      .selectFrom('promotions')
      .select(['id', 'checkpoint', 'promotedAt', 'promotedBy', 'evidence'])
      .orderBy('seq', 'desc');
    return (await this.guard(() => (limit === undefined ? query : query.limit(limit)).execute())).map(decodePromotion);
  }
}

const decodeRun = decoder<TrainingRunRow>(
  'training_runs',
  z.object({
    run: z.string(),
    suites: json.pipe(z.array(z.string())),
    settings: json,
    state: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
);

const decodePromotion = decoder<PromotionRow>(
  'promotions',
  z.object({
    id: z.string(),
    checkpoint: z.string(),
    promotedAt: z.string(),
    promotedBy: z.string(),
    evidence: json,
  }),
);
