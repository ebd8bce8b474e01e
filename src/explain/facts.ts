/** The facts of methods, header fields, option tags, Warning codes and Q.850 causes in words. */

import {
  type HeaderField,
  type Method,
  type OptionTag,
  type Q850Cause,
  responseCodes,
  type WarningCode,
} from '../catalogue/index.ts';
import type { Fact } from './entry.ts';
import { formatReference } from './reference-text.ts';

const yes = (what: boolean) => (what ? 'yes' : 'no');

export function methodFacts(method: Method): Fact[] {
  return [
    { label: 'defined in', value: formatReference(method.rfc) },
    { label: 'creates a dialog', value: yes(method.createsDialog) },
    { label: 'outside a dialog', value: method.standsAlone ? 'allowed' : 'never: it belongs to a dialog' },
    { label: 'answered', value: method.hasResponse ? 'yes' : 'never' },
    { label: 'can be cancelled', value: yes(method.cancellable) },
    { label: 'may be challenged', value: method.challengeable ? 'yes, by 401 or 407' : 'no' },
    { label: 'changes the remote target', value: yes(method.changesTarget) },
    { label: 'usual body', value: method.body },
  ];
}

const SEVERAL: Readonly<Record<HeaderField['several'], string>> = {
  never: 'never: once in a message',
  list: 'allowed, as a list or as several lines',
  lines: 'allowed, each on a line of its own, never joined by commas',
};

export function headerFacts({ name, compact, several, rfc }: HeaderField): Fact[] {
  const facts: Fact[] = [{ label: 'defined in', value: formatReference(rfc) }];
  if (compact !== '') facts.push({ label: 'compact form', value: compact });
  facts.push({
    label: 'several values',
    value: SEVERAL[several],
  });
  const required = responseCodes.filter(({ mustCarry }) => (mustCarry as readonly string[]).includes(name));
  if (required.length > 0)
    facts.push({ label: 'required in', value: required.map(({ code, phrase }) => `${code} ${phrase}`).join(', ') });
  return facts;
}

export function optionTagFacts({ rfc }: OptionTag): Fact[] {
  return [{ label: 'defined in', value: formatReference(rfc) }];
}

export function warningFacts({ text, rfc }: WarningCode): Fact[] {
  return [
    { label: 'recommended text', value: text },
    { label: 'defined in', value: formatReference(rfc) },
  ];
}

export function causeFacts(cause: Q850Cause): Fact[] {
  const facts: Fact[] = [{ label: 'class', value: cause.class }];
  if (cause.toCode !== undefined) facts.push({ label: 'answered in SIP with', value: String(cause.toCode) });
  if (cause.toCodeIf !== undefined)
    facts.push({ label: 'answered otherwise', value: `with ${cause.toCodeIf.code}, where ${cause.toCodeIf.when}` });
  const from = responseCodes.filter(({ toCause }) => toCause === cause.cause);
  if (from.length > 0)
    facts.push({
      label: 'what a gateway makes of',
      value: from.map(({ code, phrase }) => `${code} ${phrase}`).join(', '),
    });
  facts.push({ label: 'defined in', value: 'ITU-T Q.850' });
  return facts;
}
