/** @module Where the server of a data folder keeps its history when that is PostgreSQL. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';

export interface Storage {
  /** As it was given, password and all: never log it. */
  readonly url: string;
  /** `host:port`. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Of history; the list of workflows is kept in the second one. */
  readonly database: string;
  readonly visibilityDatabase: string;
  readonly tls: 'off' | 'unverified' | 'verified';
}

const TLS = { disable: 'off', require: 'unverified', 'verify-full': 'verified' } as const;
const sslMode = z.enum(['disable', 'require', 'verify-full']);

/** Names that stand in a statement as they are. */
const database = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,40}$/);

/** @throws MaestroError INVALID_INPUT, with the password left out */
export function parseStorage(url: string): Storage {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw refused('it must be a URL of PostgreSQL: postgres://user:password@host:5432/temporal');
  }
  const name = database.safeParse(parsed.pathname === '' ? 'temporal' : parsed.pathname.slice(1) || 'temporal');
  if (!name.success) throw refused('the name of the database may have letters, digits and "_" only');
  const unknown = [...parsed.searchParams.keys()].filter((key) => key !== 'sslmode');
  if (unknown.length > 0) throw refused(`"${unknown.join('", "')}" is not known; sslmode is`);
  const mode = sslMode.safeParse(parsed.searchParams.get('sslmode') ?? 'disable');
  if (!mode.success) throw refused('sslmode must be "disable", "require" or "verify-full"');
  const port = parsed.port === '' ? 5432 : Number(parsed.port);
  return {
    url,
    address: `${parsed.hostname}:${port}`,
    host: parsed.hostname,
    port,
    user: decodeURIComponent(parsed.username) || 'postgres',
    password: decodeURIComponent(parsed.password),
    database: name.data,
    visibilityDatabase: `${name.data}_visibility`,
    tls: TLS[mode.data],
  };
}

/** For people: where it is, without the password. Two storages that are shown alike are the same. */
export function shownStorage({ address, database: name }: Pick<Storage, 'address' | 'database'>): string {
  return `postgres://${address}/${name}`;
}

function refused(why: string): MaestroError {
  return new MaestroError('INVALID_INPUT', `--storage: ${why}.`);
}
