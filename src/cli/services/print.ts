/** @module `maestro services print --vllm` */
import { shellLine, vllmServes } from '../../registry/vllm.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { readRegistry } from '../registry.js';

/** @returns the exit code */
export async function printVllm(context: Context): Promise<number> {
  const { out } = context;
  const serves = vllmServes(await readRegistry(context));
  out.emit({
    services: serves.map(({ model, port, command }) => ({ model: model.id, port, command: command ?? null })),
  });
  for (const { model, port, command } of serves) {
    if (command !== undefined) out.print(shellLine(command));
    else out.note(`${model.id} (port ${port}): its card names no weights; add them as "weights" to print its line.`);
  }
  if (serves.length === 0) out.note('No model of the registry has a port, so none is served by vLLM here.');
  return EXIT.ok;
}
