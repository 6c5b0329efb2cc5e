/**
 * @module Routers as the literature has them, for the rows beside learning: a question goes to one expert, whose reply is the answer.
 * They know experts by name and learn from single calls; learning of orchestration sees no names and may call again.
 */
import { callOnce } from '../one-call.js';
import type { Decide } from '../play.js';
import type { World } from '../world.js';

/** Which expert of the world, from 0. */
export type Route = (question: string) => number;

export function followRoute(world: World, route: Route): Decide {
  return callOnce(({ question }) => world.experts[route(question)]);
}
