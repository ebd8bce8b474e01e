/** The schema of `bridge`: how the two legs of a call are held together. */
import { z } from 'zod';
import { HeaderPolicy, type HeaderRule } from '../b2bua/index.ts';
import { mapping } from './config-section.ts';
import { duration, oneOrMore, sipUri, textThat } from './config-values.ts';
import type { BridgeConfig } from './config.ts';

const headerName = textThat((text) => {
  if (!/^[A-Za-z0-9.!%*_+`'~-]+$/.test(text)) return `"${text}" is no header name; write one such as X-Account, or X-*`;
  return problemOf({ header: text, action: 'keep' });
});

const line = textThat((text) => (/^[^\r\n]*$/.test(text) ? undefined : 'must be one line'));

const rule = mapping({
  keep: headerName.optional().describe('It crosses as it is. X-* stands for all that begin so.'),
  drop: headerName.optional().describe('It does not cross.'),
  set: headerName.optional().describe('It leaves with `value`, whether or not it came.'),
  rewrite: headerName.optional().describe('It crosses with `by` in place of each `match`.'),
  value: line.optional().describe('With set: the value.'),
  match: line.optional().describe('With rewrite: the text to replace, as it stands.'),
  by: line.optional().describe('With rewrite: what comes in its place.'),
}).transform((found, context): HeaderRule => {
  const { keep, drop, set, rewrite, value, match: text, by } = found;
  const fault = (message: string) => context.addIssue({ code: 'custom', message, input: found });
  if ([keep, drop, set, rewrite].filter((name) => name !== undefined).length !== 1)
    fault('needs one of keep, drop, set and rewrite');
  if ((set !== undefined) !== (value !== undefined)) fault('set and value belong together');
  if ((rewrite !== undefined) !== (text !== undefined && text !== '' && by !== undefined))
    fault('rewrite, match and by belong together');
  if (set?.endsWith('*')) fault('set needs a whole name');
  if (keep !== undefined) return { header: keep, action: 'keep' };
  if (set !== undefined) return { header: set, action: 'set', value: value ?? '' };
  if (rewrite !== undefined) return { header: rewrite, action: 'rewrite', match: text ?? '', by: by ?? '' };
  return { header: drop ?? '', action: 'drop' };
});

const codecName = textThat((text) =>
  /^[\w.-]+(?:\/\d+(?:\/\d+)?)?$/.test(text)
    ? undefined
    : `"${text}" is no codec; write one such as PCMA or opus/48000/2`,
);

const details = mapping({
  to: z
    .union([z.literal('registered'), oneOrMore(sipUri)])
    .describe('URIs, called all at once; or registered: the contacts that the called user has registered.'),
  headers: z.array(rule).default([]).describe('Headers that cross or do not, beside those that usually do.'),
  codecs: mapping({
    keep: oneOrMore(codecName).optional().describe('Only these cross.'),
    drop: oneOrMore(codecName).optional().describe('These do not.'),
  })
    .optional()
    .describe('Codecs in the session descriptions of both sides.'),
  redirects: z.enum(['follow', 'pass']).default('follow').describe('Whether a 3xx is followed, or told to the caller.'),
  refer: z
    .enum(['pass', 'refuse', 'handle'])
    .default('pass')
    .describe(
      'A REFER is passed to the other side, which calls by itself; or refused; or handled: the server calls, users of its own domains only.',
    ),
  maxDuration: duration(1_000).optional().describe('How long a call may last once it is answered.'),
});

type Bridged = { targets: string[] | undefined; bridge: BridgeConfig };

/** The URIs alone, or the whole. */
export const bridge = z.union([
  details.transform(({ to, headers, codecs, redirects, refer, maxDuration }): Bridged => {
    const maxSeconds = maxDuration === undefined ? undefined : maxDuration / 1000;
    return { targets: to === 'registered' ? undefined : to, bridge: { headers, codecs, redirects, refer, maxSeconds } };
  }),
  oneOrMore(sipUri).transform(
    (targets): Bridged => ({
      targets,
      bridge: { headers: [], codecs: undefined, redirects: 'follow', refer: 'pass', maxSeconds: undefined },
    }),
  ),
]);

function problemOf(found: HeaderRule): string | undefined {
  try {
    return new HeaderPolicy([found]) instanceof HeaderPolicy ? undefined : '';
  } catch {
    return `${found.header} is the business of each leg alone; remove it`;
  }
}
