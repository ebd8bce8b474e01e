/** The configuration as it may be printed. */
import { SECRET_PATHS } from './config-source.ts';
import type { Config } from './config.ts';

export const REDACTED = '(secret)';

/** A copy of `config` without its secrets: those keys, and the passwords in URIs. */
export function redactConfig(config: Config): Config {
  const copy = withoutPasswords(config) as Config;
  for (const path of SECRET_PATHS) {
    let at = copy as unknown as Record<string, unknown> | undefined;
    for (const step of path.slice(0, -1)) at = at?.[step] as Record<string, unknown> | undefined;
    const last = path[path.length - 1];
    if (at?.[last] !== undefined) at[last] = REDACTED;
  }
  return copy;
}

function withoutPasswords(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(sips?:[^\s:@<>]+):[^\s@<>]+@/gi, `$1:${REDACTED}@`);
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPasswords(inner)]));
}
