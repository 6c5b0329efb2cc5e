/** @module `classify`: a choice among `params.options`; whatever is no clear choice of one of them is malformed. */
import { oneLine } from '../../domain/escape.js';
import { MaestroError } from '../../domain/errors.js';
import type { SolverStep } from '../../domain/registry.js';
import { matchOption } from './match-option.js';
import type { StepKind } from './step-kind.js';

/** The text of the reply becomes the option as it is declared, also in `data.option`. */
export const classify: StepKind = {
  prepare: (request, { step }) =>
    Promise.resolve({
      ...request,
      text: `${request.text}\n\nReply with exactly one of these, and nothing else: ${optionsOf(step).join(', ')}`,
    }),
  read: (reply, { step, model }) => {
    const options = optionsOf(step);
    const option = matchOption(reply.text, options);
    if (option !== undefined) return Promise.resolve({ ...reply, text: option, data: { ...reply.data, option } });
    throw new MaestroError(
      'EXPERT_MALFORMED',
      `${model.id} was to choose one of ${options.join(', ')} and replied: ${oneLine(reply.text, 200)}`,
    );
  },
};

function optionsOf({ id, params }: SolverStep): readonly string[] {
  const { options } = params;
  const names = Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [];
  if (names.length > 0) return names;
  throw new MaestroError('INTERNAL', `The step ${id} has no options to choose from: load the registry again.`);
}
