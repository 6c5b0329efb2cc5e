/** @module What is asked: the task as a user submits it, the rollout's input, and the plan that `prepare` makes of them. */
import type { AnswerCheckInput, AnswerCheckPlan } from './answer-check.js';
import type { BlobRef, ImageRef } from './ref.js';

/**
 * A task as submitted: a line of a JSONL file, a plain-JSON workflow start, or a value in TypeScript. One spelling for all
 * three, hence snake case.
 */
export interface Task {
  /** Unique within its suite or file. */
  readonly id: string;
  readonly question: string;
  /** Paths under the worker's declared roots, or `data:image/...;base64,` URLs. */
  readonly images?: readonly string[];
  /** Names the rules that grade the answer, e.g. `chartqa` or `numeric:5%` (docs/grading.md); default {@link DEFAULT_DATA_SOURCE}. */
  readonly data_source?: string;
  /** The right answer, or several that are equally right. Absent: the answer is not graded. */
  readonly ground_truth?: string | readonly string[];
  /** Kind of question within the source; tables are made by it. */
  readonly family?: string;
  /** Texts of the options, the first being A. Used by the rules of sources with options: HRBench, V*, MicroVQA, MSEarthMCQ, MathVision. */
  readonly options?: readonly string[];
  /** The row's own word for its kind of answer. Used by Slake (`OPEN`, `CLOSED`). */
  readonly answer_type?: string;
  /** Part of the dataset that a table reports apart: ChartQA's `human` and `augmented`, MSEarthMCQ with captions or without. */
  readonly split?: string;
  /** Column of a published table: V*'s two categories, HRBench's single and cross, TallyQA's simple and complex, OCRBench's datasets. */
  readonly category?: string;
  /** Items that are one question, such as HRBench's four option orders: scores are means over it, intervals are clustered by it. */
  readonly group?: string;
}

export const DEFAULT_DATA_SOURCE = 'exact';

export const DEFAULT_CALLS = 4;

/** What may stop a rollout. Every limit ends in a typed outcome. */
export interface LimitsInput {
  /** Expert calls the policy may make; default {@link DEFAULT_CALLS}. One more decision follows them, which can only answer. */
  readonly max_calls?: number;
  /** Prompt and completion tokens of policy and experts together. */
  readonly max_tokens?: number;
  readonly max_cost_usd?: number;
  /** Wall time; ends in `budget`. */
  readonly max_seconds?: number;
  /** ISO 8601 instant; ends in `deadline`. */
  readonly deadline?: string;
}

/**
 * The rollout is a member of a group that a policy learns from. A learned policy's decisions are drawn by chance, with a seed of (run,
 * step, task, member, turn); a chat policy's by its model, with the seed of the decision. Both are recorded with all that learning
 * needs of them.
 */
export interface TrainingInput {
  readonly run: string;
  /** Updates before the one that this rollout is for. */
  readonly step: number;
  readonly member: number;
  /** 0..1: the share of decisions that is drawn uniformly from all options; 0 for a chat policy. */
  readonly exploration: number;
  /** Of a chat policy, instead of what its model's card says. */
  readonly temperature?: number;
  readonly top_p?: number;
  /** `Model@@Skill`: only these pairs are offered. Left out: all that may be called. */
  readonly pool?: readonly string[];
  /** Left out: the registry is offered as it is. */
  readonly vary?: Variation;
}

/** How much of the registry is another one from group to group, each 0..1: see `learning/vary.ts`. */
export interface Variation {
  /** The share of pairs that may be left out. */
  readonly pairs: number;
  /** How far words, prices and latencies of cards are changed, for the policy's eyes only. */
  readonly cards: number;
  /** The share of calls that fail, as if the model was down. */
  readonly faults: number;
}

/** Input of `rolloutWorkflow`: only `task` is required. */
export interface RolloutInput {
  readonly task: Task;
  /** `keyword` (default), `random`, `fixed:Model@@Skill`, `oracle`, `learned`, `learned:<checkpoint>`, `chat:<model id>`, `chat-tools:<model id>` or `chat-2605:<model id>`. */
  readonly policy?: string;
  /**
   * SHA-256 of the prompt's template that replaces a chat policy's own, stored as a document in the results database, as
   * `maestro ask --prompt` does.
   */
  readonly prompt?: string;
  readonly limits?: LimitsInput;
  /** What a dead expert means: `observe` it and go on (default), or `wait` until it is back. */
  readonly on_outage?: 'observe' | 'wait';
  /** May calls of deterministic models be served from the cache of calls, which other rollouts filled? Default true. */
  readonly cache?: boolean;
  /** Seed of everything random in this rollout; default 0. */
  readonly seed?: number;
  /** Which of several rollouts of the same task; part of the rollout's id. */
  readonly sample?: number;
  readonly suite?: string;
  /** Fingerprint of the dataset that the task comes from: SHA-256 over its files and its adapter. */
  readonly dataset?: string;
  readonly batch?: string;
  /**
   * How the reward is composed: the name of a shipped file (`paper`, the default, `strict`, `thrifty`), or the SHA-256 of one
   * that is stored as a document in the results database, as `maestro ask --reward` does.
   */
  readonly reward?: string;
  /** Who decides where the rules of the data source can't: a judge model, a person. */
  readonly check?: AnswerCheckInput;
  readonly training?: TrainingInput;
  /** Pause before each step, for demonstrations. */
  readonly pace_ms?: number;
}

export interface Limits {
  readonly maxCalls: number;
  readonly maxTokens: number | undefined;
  readonly maxCostUsd: number | undefined;
  /** Milliseconds since the epoch at which the rollout ends, and as what. */
  readonly endsAtMs: number;
  readonly endsAs: 'budget' | 'deadline';
}

export type OnOutage = 'observe' | 'wait';

/**
 * The plan that `prepare` pins, as the workflow sees it: references and bounded facts, no content.
 * `ref` names the blob with the whole {@link PlanDocument}, which activities read.
 */
export interface Plan {
  readonly rolloutId: string;
  readonly ref: BlobRef;
  readonly policy: string;
  readonly suite: string;
  readonly batch: string;
  readonly dataSource: string;
  readonly registry: string;
  readonly limits: Limits;
  readonly onOutage: OnOutage;
  /** Milliseconds since the epoch. Not part of the document: the same input again is the same plan. */
  readonly startedAtMs: number;
  readonly paceMs: number;
  /** Is a decision of this policy quick (a local activity), and on which queue is it taken otherwise? */
  readonly decide: CallOptions;
  /** Absent: what the rules can't decide stays open. */
  readonly check?: AnswerCheckPlan;
}

/** Everything activities need to know of a rollout; content-addressed, so it never changes under it. */
export interface PlanDocument {
  readonly rolloutId: string;
  readonly task: PreparedTask;
  readonly policy: string;
  /** SHA-256 of the registry snapshot, and of the system prompt as it is sent: documents of the results database. */
  readonly registry: string;
  readonly prompt: string;
  readonly seed: number;
  readonly sample: number;
  readonly suite: string;
  readonly dataset?: string;
  readonly batch: string;
  readonly onOutage: OnOutage;
  readonly cache: boolean;
  readonly maxCalls: number;
  /** Absent: not limited. */
  readonly maxCostUsd?: number;
  /** SHA-256 of the reward file's text: a document of the results database. Absent in plans from before they were files. */
  readonly reward?: string;
  /** The input's, with the judge by its id. */
  readonly check?: AnswerCheckInput;
  readonly training?: TrainingInput;
}

/** A task after validation: images are in the blob store, defaults are filled in. */
export interface PreparedTask {
  readonly id: string;
  readonly question: string;
  readonly images: readonly ImageRef[];
  readonly dataSource: string;
  /** Empty: not graded. */
  readonly groundTruth: readonly string[];
  readonly family: string;
  /** As in {@link Task}; absent when it says nothing, as in plans from before they existed. */
  readonly options?: readonly string[];
  readonly answerType?: string;
  readonly split?: string;
  readonly category?: string;
  readonly group?: string;
}

/** How one call is made: in the workflow's own worker when `quick`, else on the queue of its model. */
export interface CallOptions {
  readonly quick: boolean;
  readonly queue: string;
  /** Of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** 0: as many as time allows. */
  readonly maxAttempts: number;
  /** Bounds all attempts, and those of models that stand in, together, milliseconds; absent: the rollout's end does. */
  readonly deadlineMs?: number;
}
