/** @module Which calls are the same call: the key of the cache. Pure. */
import type { ExpertRequest } from '../../domain/expert.js';
import type { EndpointModel } from '../../domain/registry.js';
import { hashJson } from '../../store/hash.js';

type Request = Pick<ExpertRequest, 'params' | 'text' | 'system' | 'images'>;

/** Would the same request get the same reply? The seed says nothing then. */
export function isDeterministic(model: EndpointModel, { params }: Request): boolean {
  const temperature = params['temperature'] ?? model.temperature;
  return model.cache && temperature === 0;
}

/** Everything that the reply to a deterministic call depends on. */
export function cacheKey(model: EndpointModel, { params, text, system, images }: Request): string {
  return hashJson({
    version: 1,
    model: { id: model.id, address: model.baseUrl, name: model.servedName, revision: model.revision },
    sampling: { topP: model.topP ?? null, maxTokens: model.maxOutputTokens },
    limits: model.images,
    params,
    system,
    text,
    images: images.map(({ ref }) => ref.sha256),
  });
}
