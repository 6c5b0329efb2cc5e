/** @module How `vllm serve` is started for a model, by its card. */
import type { EndpointModel, RegistrySnapshot } from '../domain/registry.js';

export interface VllmServe {
  readonly model: EndpointModel;
  readonly port: number;
  /** Words of the command line, `vllm` first; undefined when the card names no weights. */
  readonly command: readonly string[] | undefined;
}

/** The flags of every server; a card's `vllm_args` may set each of them differently. */
const FLAGS: readonly (readonly string[])[] = [
  ['--max-num-seqs', '512'],
  ['--trust-remote-code'],
  ['--gpu_memory_utilization', '0.9'],
];

/** One for each card with a port, in registry order; also of those that can't be called now. */
export function vllmServes(snapshot: RegistrySnapshot): readonly VllmServe[] {
  return snapshot.models.flatMap((model) => {
    if (model.provider !== 'openai' || model.port === undefined) return [];
    return [{ model, port: model.port, command: commandOf(model, model.port) }];
  });
}

function commandOf({ id, weights, servedName, revision, vllmArgs }: EndpointModel, port: number) {
  if (weights === '') return undefined;
  const flags = FLAGS.filter(([name = '']) => !vllmArgs.some((argument) => flagOf(argument) === flagOf(name)));
  return [
    ...['vllm', 'serve', weights],
    ...['--served-model-name', servedName === '' ? id : servedName],
    ...['--port', String(port)],
    ...flags.flat(),
    ...(revision === '' ? [] : ['--revision', revision]),
    ...vllmArgs,
  ];
}

/** vLLM takes `--max-num-seqs`, `--max_num_seqs` and `--max-num-seqs=512`. */
function flagOf(argument: string): string {
  return (argument.split('=')[0] ?? '').replaceAll('_', '-');
}

/** A command line that a POSIX shell reads as these very words. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
