/** @module Works out what stored rollouts cost by another price list, from the tokens and calls in the ledger. */
import { resolve } from 'node:path';
import { putJson } from '../../store/json-blobs.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import type { CostRow, RolloutSet } from '../../store/scores.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, money } from '../format.js';
import { printable } from '../output.js';
import { renderTable, type Column } from '../table.js';
import { costBy, modelOf, readPrices, type Prices } from './prices.js';
import { findRolloutSet } from './rollout-set.js';

export interface RepriceRequest {
  readonly run: string;
  readonly prices: string;
}

interface ModelCost {
  calls: number;
  prompt_tokens: number;
  completion_tokens: number;
  /** As recorded, and by the list; where the model is not in it, the same. */
  recorded_usd: number;
  cost_usd: number;
  in_list: boolean;
}

const PAGE = 500;
const COLUMNS: readonly Column[] = [
  { title: 'model', align: 'left' },
  { title: 'calls', align: 'right' },
  { title: 'tokens in', align: 'right' },
  { title: 'tokens out', align: 'right' },
  { title: 'recorded', align: 'right' },
  { title: 'by the list', align: 'right' },
];

/** @returns the exit code */
export async function runReprice(context: Context, request: RepriceRequest): Promise<number> {
  const { settings, out, cwd } = context;
  const prices = await readPrices(resolve(cwd, request.prices));
  const results = await openResultStore(settings.resultsUrl);
  try {
    const set = await findRolloutSet(results, request.run);
    const { sha256 } = await putJson(results.documents, prices);
    const { rollouts, models } = await priceAll(context, results, set, { prices, hash: sha256 });
    const sum = (of: (cost: ModelCost) => number): number =>
      [...models.values()].reduce((all, each) => all + of(each), 0);
    const total = { recorded_usd: sum((each) => each.recorded_usd), cost_usd: sum((each) => each.cost_usd) };
    const unlisted = [...models].flatMap(([model, each]) => (each.in_list ? [] : [model]));
    out.emit({
      run: request.run,
      prices: sha256,
      rollouts,
      ...total,
      models: Object.fromEntries(models),
      not_in_list: unlisted,
    });
    const rows = [...models].map(([model, each]) => rowOf(model, each));
    for (const line of renderTable(COLUMNS, rows)) out.print(line);
    out.print();
    out.print(
      `${count(rollouts, 'rollout')} with calls: ${money(total.recorded_usd)} recorded, ${money(total.cost_usd)} by the list`,
    );
    if (unlisted.length > 0) out.print(`Not in the list, at their recorded cost: ${printable(unlisted.join(', '))}.`);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

async function priceAll(
  { clock, signal }: Context,
  results: ResultStore,
  set: RolloutSet,
  { prices, hash }: { readonly prices: Prices; readonly hash: string },
) {
  const models = new Map<string, ModelCost>();
  let rollouts = 0;
  const ids = await results.scores.ids(set);
  for (let start = 0; start < ids.length; start += PAGE) {
    signal.throwIfAborted();
    const costs = new Map<string, number>();
    for (const used of await results.scores.used(ids.slice(start, start + PAGE))) {
      // A local policy's decision calls nobody.
      if (used.calls === 0 && used.costUsd === 0) continue;
      const cost = costBy(prices, used);
      const costUsd = cost ?? used.costUsd;
      costs.set(used.rolloutId, (costs.get(used.rolloutId) ?? 0) + costUsd);
      const none = { calls: 0, prompt_tokens: 0, completion_tokens: 0, recorded_usd: 0, cost_usd: 0 };
      const model = models.get(modelOf(used.model)) ?? { ...none, in_list: cost !== undefined };
      models.set(modelOf(used.model), model);
      model.calls += used.calls;
      model.prompt_tokens += used.promptTokens;
      model.completion_tokens += used.completionTokens;
      model.recorded_usd += used.costUsd;
      model.cost_usd += costUsd;
    }
    const pricedAt = new Date(clock.now()).toISOString();
    const rows = [...costs].map(([rolloutId, costUsd]): CostRow => ({ rolloutId, prices: hash, costUsd, pricedAt }));
    await results.scores.putCosts(rows);
    rollouts += rows.length;
  }
  return { rollouts, models };
}

function rowOf(model: string, cost: ModelCost): readonly string[] {
  const { calls, prompt_tokens, completion_tokens, recorded_usd, cost_usd, in_list } = cost;
  const name = printable(model) + (in_list ? '' : ' *');
  return [name, ...[calls, prompt_tokens, completion_tokens].map(String), money(recorded_usd), money(cost_usd)];
}
