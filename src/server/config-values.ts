/** The kinds of value that the configuration is made of, as zod schemas whose messages say the fix. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { Failure, parseNameAddr, parseUri } from '../message/index.ts';
import { languages, type LanguageTag } from '../phrases/index.ts';
import { parseAddressRange } from './address-range.ts';
import { nearest } from './config-problems.ts';
import { DURATION_PATTERN, parseDuration, parseSize, SIZE_PATTERN } from './quantity.ts';
import { compilePattern } from './text-pattern.ts';

/** Text that `read` turns into its value. `read` answers undefined for what is not of its form. */
export function textOf<T>(read: (text: string) => T | undefined, expected: string, pattern?: RegExp) {
  const text = z.string({ error: (issue) => (issue.input === undefined ? undefined : `must be ${expected}`) });
  return text.meta(pattern === undefined ? {} : { pattern: pattern.source }).transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: `"${value}" is not ${expected}`, input: value });
    return z.NEVER;
  });
}

/** Text that is kept as written when `problem` finds nothing wrong with it. */
export function textThat(problem: (text: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const message = problem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message, input: value });
  });
}

/** @param least ms @param most ms */
export function duration(least = 1, most = 365 * 86_400_000) {
  const expected = 'a duration with its unit, such as 30s, 5m or 1h';
  return textOf(parseDuration, expected, DURATION_PATTERN).superRefine((ms, context) => {
    if (ms < least) context.addIssue({ code: 'custom', message: `is too short; at least ${least} ms`, input: ms });
    if (ms > most) context.addIssue({ code: 'custom', message: `is too long; at most ${most / 1000} s`, input: ms });
  });
}

/** @param least bytes @param most bytes */
export function size(least: number, most: number) {
  const text = textOf(parseSize, 'a size such as 64KiB or 1MiB', SIZE_PATTERN);
  return z.union([z.int(), text]).superRefine((bytes, context) => {
    if (bytes < least)
      context.addIssue({ code: 'custom', message: `is too small; at least ${least} bytes`, input: bytes });
    if (bytes > most)
      context.addIssue({ code: 'custom', message: `is too large; at most ${most} bytes`, input: bytes });
  });
}

/** A whole number in a range. */
export function count(least: number, most: number) {
  return z.int().min(least).max(most);
}

/** One value or a list of them; always read as a list. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z
    .union([z.array(item).min(1), item])
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

export const host = textThat((text) =>
  isHost(text) ? undefined : `"${text}" is not a host name or address; write it alone, without "sip:" or a port`,
).transform((text) => text.toLowerCase());

export const sipUri = textThat((text) => {
  const uri = parseUri(text);
  if (uri instanceof Failure) return `"${text}" is not a URI: ${uri.reason}; write one such as sip:10.0.0.5:5060`;
  return uri.isSip ? undefined : `"${text}" is not a sip or sips URI`;
});

/** A Contact value: a URI, or one in < > with its display name and parameters. */
export const contact = textThat((text) => {
  const parsed = parseNameAddr(text, 0, text.length);
  if (!(parsed instanceof Failure) && parsed.end === text.length) return undefined;
  const why = parsed instanceof Failure ? parsed.reason : 'more than one stands there';
  return `"${text}" is not a contact: ${why}; write sip:bob@example.com or <sip:bob@example.com>;q=0.5`;
});

export const addressRange = textThat((text) =>
  parseAddressRange(text) === undefined
    ? `"${text}" is neither an address nor a CIDR block; write 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32`
    : undefined,
);

export const pattern = textThat((text) => {
  const compiled = compilePattern(text);
  return typeof compiled === 'string' ? `"${text}" ${compiled}` : undefined;
});

const languageTags: readonly string[] = languages.map(({ tag }) => tag);

export const language = z
  .string({ error: (issue) => (issue.input === undefined ? undefined : 'must be a language such as de') })
  .meta({ enum: languageTags })
  .transform((text, context): LanguageTag => {
    const found = languages.find(({ tag }) => tag === text);
    if (found !== undefined) return found.tag;
    const meant = meantLanguage(text);
    const suggestion = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const message = `"${text}" is not a language that there are phrases in: ${languageTags.join(', ')}${suggestion}`;
    context.addIssue({ code: 'custom', message, input: text });
    return z.NEVER;
  });

/** The tag where a region is too much (de-AT), a name was written (German, Deutsch), or a letter is wrong. */
function meantLanguage(text: string): string | undefined {
  const tagOf = new Map<string, string>();
  for (const { tag, name, nativeName } of languages)
    for (const known of [tag, name.replace(/ \(.*/, ''), nativeName]) tagOf.set(known.toLowerCase(), tag);
  const [word] = text.toLowerCase().split(/[-_ ]/, 1);
  // Of two letters each is another language rather than a slip.
  return tagOf.get(text.length === 2 ? word : (nearest(word, [...tagOf.keys()]) ?? word));
}

/** `host:port` or `[::1]:port`; the port may be left out where `needsPort` is false. */
export function parseHostPort(text: string, needsPort = true): { host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  if (name === undefined || (digits === undefined && needsPort)) return undefined;
  if (bracketed === undefined ? !isHost(plain) : isIP(bracketed) !== 6) return undefined;
  const port = Number(digits ?? 0);
  return port > 65_535 ? undefined : { host: name.toLowerCase(), port };
}

/** `udp://0.0.0.0:5060`: transport, numeric address and port. */
export function parseListener(text: string): { transport: 'UDP' | 'TCP'; address: string; port: number } | undefined {
  const [, transport, rest] = /^(udp|tcp):\/\/(\S+)$/i.exec(text) ?? [];
  const at = rest === undefined ? undefined : parseHostPort(rest, false);
  if (at === undefined || isIP(at.host) === 0) return undefined;
  const port = /:\d+$/.test(rest.replace(/\[.*\]/, '')) ? at.port : 5060;
  return { transport: transport.toUpperCase() as 'UDP' | 'TCP', address: at.host, port };
}

export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  return (
    text.length <= 253 &&
    /^(?!\d+(?:\.\d+)*$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(text)
  );
}
