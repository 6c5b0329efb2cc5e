/** @module What stands in for fields of models.yaml that are at fault, so that the rest of an entry is checked all the same. */
import type { FieldPath } from '../skills/fault.js';
import type { Fields } from '../skills/layered.js';

/** None of these contradicts another field of a card. */
const MODEL: Readonly<Record<string, unknown>> = {
  id: 'unread',
  strengths: 'x',
  when_to_choose: 'x',
  limits: 'x',
  modalities: ['text', 'image'],
  latency: { p50_s: 1, p95_s: 1 },
  concurrency: 1,
  timeout_s: 0.1,
  max_attempts: 1,
  skills: [],
  base_url: 'http://127.0.0.1/v1',
  served_name: 'x',
  // The one that may be quick, too.
  engine: 'quickjs',
};

/** For the entry of a model as it is written. */
export function modelStandIn(written: Fields): (path: FieldPath) => unknown {
  return (path) => {
    const [field = '', ...within] = path;
    if (field === 'provider') return Object.hasOwn(written, 'engine') ? 'engine' : 'openai';
    if (field === 'latency' && within.length > 0)
      return within[0] === 'p50_s' ? 0.001 : within[0] === 'p95_s' ? 3600 : undefined;
    return within.length === 0 ? MODEL[field] : undefined;
  };
}

/** For a file of models, services, or both. */
export function fileStandIn(path: FieldPath): unknown {
  const [field, ...within] = path;
  if (within.length > 0) return undefined;
  if (field === 'version') return 1;
  return field === 'models' ? [] : field === 'services' ? {} : undefined;
}
