/** @module The template engine: LiquidJS with no files, no partials, no chance and no clock. */
import { Liquid } from 'liquidjs';
import { programOf } from '../domain/code/program-of.js';

export const MAX_TEMPLATE_BYTES = 32 * 1024;

const TAGS = ['assign', 'break', 'capture', 'case', 'comment', 'continue', 'echo', 'for', 'if', 'raw', 'unless', '#'];
const FILTERS =
  'abs append at_least at_most capitalize ceil default divided_by downcase first floor join json last lstrip minus modulo ' +
  'newline_to_br number_of_words plus prepend remove remove_first replace replace_first round rstrip size slice split squish strip ' +
  'strip_newlines times truncate truncatewords upcase';

export const liquid = makeEngine(MAX_TEMPLATE_BYTES);

/** An engine for texts of users: it reaches no file, runs no code, and gives up on what takes too much time or memory. */
export function makeEngine(parseLimit: number): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    lenientIf: true,
    relativeReference: false,
    templates: {},
    parseLimit,
    renderLimit: 1000,
    memoryLimit: 4_000_000,
  });
  // Only what is listed stays: partials, dates, samples and filters that evaluate their argument as code go.
  for (const name of Object.keys(engine.tags)) if (!TAGS.includes(name)) Reflect.deleteProperty(engine.tags, name);
  const filters = FILTERS.split(' ');
  for (const name of Object.keys(engine.filters)) if (!filters.includes(name)) engine.unregisterFilter(name);
  engine.registerFilter('code', programOf);
  return engine;
}
