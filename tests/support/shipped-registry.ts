/** @module What the shipped registry holds, read apart from the program's own loader. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const file = z.object({ models: z.array(z.object({ id: z.string() })) });
const path = fileURLToPath(new URL('../../registry/models.yaml', import.meta.url));

/** How many models ship, whether or not they can be called. */
export const SHIPPED_MODELS = file.parse(parse(readFileSync(path, 'utf8'))).models.length;
