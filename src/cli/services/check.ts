/** @module `maestro services check`: every endpoint of the registry is asked what it serves, and shown a picture. */
import { ERROR_CODES } from '../../domain/errors.js';
import { createChatClient } from '../../experts/openai/chat-client.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { duration } from '../format.js';
import { printable } from '../output.js';
import { readRegistry } from '../registry.js';
import { renderTable } from '../table.js';
import { checkEndpoint, type Checked } from './probe.js';

/** @returns the exit code: 0 when all that are configured can be used */
export async function checkServices(context: Context, probe: boolean): Promise<number> {
  const { out, env, signal } = context;
  const snapshot = await readRegistry(context);
  const endpoints = snapshot.models.filter((model) => model.provider === 'openai');
  const chat = createChatClient({ env });
  out.status(`Asking ${endpoints.length} endpoints...`);
  const checked = await Promise.all(endpoints.map((model) => checkEndpoint(model, { env, chat, signal, probe })));
  out.status('');
  out.emit({ services: checked.map(checkedJson) });
  tell(context, checked);
  return checked.some(({ state }) => state === 'failed') ? ERROR_CODES.EXPERT_UNAVAILABLE.exit : EXIT.ok;
}

function tell({ out }: Context, checked: readonly Checked[]): void {
  const { colors } = out;
  const states = {
    ok: colors.green('ok'),
    failed: colors.red('failed'),
    unavailable: colors.yellow('unavailable'),
  };
  const titles = ['model', 'role', 'address', 'served name', 'state', 'probe', 'note'];
  const rows = checked.map(({ model, state, probeMs, note }) => [
    model.id,
    model.role,
    model.baseUrl,
    model.servedName,
    states[state],
    probeMs === undefined ? '' : duration(probeMs),
    printable(note),
  ]);
  for (const line of renderTable(
    titles.map((title) => ({ title, align: 'left' as const })),
    rows,
  ))
    out.print(line);
}

function checkedJson({ model, state, serves, probeMs, note }: Checked): object {
  return {
    model: model.id,
    role: model.role,
    address: model.baseUrl,
    served_name: model.servedName,
    state,
    serves: serves ?? null,
    probe_ms: probeMs ?? null,
    note,
  };
}
