/** What a routing module says of a bridged call, checked: it is a program of the operator's, not a schema. */

import { HeaderPolicy, type HeaderRule } from '../b2bua/index.ts';
import type { BridgeConfig } from './config.ts';

/** @returns undefined where it is none */
export function bridgeConfig(answer: Record<string, unknown>): BridgeConfig | undefined {
  const { headers = [], codecs, redirects = 'follow', refer = 'pass', maxSeconds } = answer;
  if (!isRules(headers) || !isCodecs(codecs)) return undefined;
  if (redirects !== 'follow' && redirects !== 'pass') return undefined;
  if (refer !== 'pass' && refer !== 'refuse' && refer !== 'handle') return undefined;
  if (maxSeconds !== undefined && (typeof maxSeconds !== 'number' || !(maxSeconds > 0 && maxSeconds < 2 ** 31)))
    return undefined;
  return { headers, codecs, redirects, refer, maxSeconds };
}

function isRules(value: unknown): value is readonly HeaderRule[] {
  if (!Array.isArray(value) || !value.every(isRule)) return false;
  try {
    return new HeaderPolicy(value) instanceof HeaderPolicy;
  } catch {
    // It names a header that no rule may touch.
    return false;
  }
}

function isRule(rule: unknown): rule is HeaderRule {
  if (typeof rule !== 'object' || rule === null) return false;
  const { header, action, value, match, by } = rule as Record<string, unknown>;
  if (typeof header !== 'string') return false;
  if (action === 'keep' || action === 'drop') return true;
  if (action === 'set') return typeof value === 'string' && !/[\r\n]/.test(value);
  if (action !== 'rewrite' || typeof by !== 'string' || /[\r\n]/.test(by)) return false;
  return typeof match === 'string' || match instanceof RegExp;
}

function isCodecs(value: unknown): value is BridgeConfig['codecs'] {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { keep, drop } = value as Record<string, unknown>;
  return [keep, drop].every(
    (list) => list === undefined || (Array.isArray(list) && list.every((name) => typeof name === 'string')),
  );
}
