/** The schema of `routes`: what a request must be, and what is done with it. */
import { z } from 'zod';
import { mapping } from './config-section.ts';
import { addressRange, contact, count, oneOrMore, pattern, sipUri, textThat } from './config-values.ts';
import type { BridgeConfig, RedirectCode, RouteAction, RouteMatch } from './config.ts';
import { bridge } from './config-schema-bridge.ts';

const userText = textThat((text) => (/^[^\s@<>"]+$/.test(text) ? undefined : `"${text}" cannot stand in a user part`));
const method = textThat((text) =>
  /^[A-Z]+$/.test(text) ? undefined : `"${text}" is not a method; write it in capitals, such as INVITE`,
);

const match = mapping({
  domain: oneOrMore(pattern).optional().describe('Host of the Request-URI: a name, or a glob such as *.example.com.'),
  user: oneOrMore(pattern)
    .optional()
    .describe(
      'User part of the Request-URI: exact (alice), a glob (2??, sales-*; \\* is the star itself) or a /regular expression/.',
    ),
  prefix: oneOrMore(userText).optional().describe('How the user part begins, such as "+49" or "00". Quote numbers.'),
  source: oneOrMore(addressRange).optional().describe('Where the request came from: addresses and CIDR blocks.'),
  method: oneOrMore(method).optional().describe('Methods. Without it the route applies to every method but REGISTER.'),
}).transform(
  (found): RouteMatch => ({
    domain: (found.domain ?? []).map((name) => name.toLowerCase()),
    user: found.user ?? [],
    prefix: found.prefix ?? [],
    source: found.source ?? [],
    method: found.method ?? [],
  }),
);

const redirectCode = z.union([z.literal(300), z.literal(301), z.literal(302), z.literal(305), z.literal(380)]);

const redirect = z.union([
  mapping({
    code: redirectCode.default(302).describe('300, 301, 302, 305 or 380.'),
    contacts: z.array(contact).min(1).describe('Where to call instead: URIs, or <URI>;q=0.5.'),
  }),
  contact.transform((to) => ({ code: 302 as RedirectCode, contacts: [to] })),
]);

const reasonPhrase = textThat((text) => (/^[^\r\n]+$/.test(text) ? undefined : 'must be one line'));
const rejectCode = count(400, 699).describe('A final response from 400 to 699.');
const reject = z.union([
  mapping({ code: rejectCode, reason: reasonPhrase.optional().describe('The reason phrase.') }),
  rejectCode.transform((code) => ({ code, reason: undefined })),
]);

const only = z.literal(true);
const ACTIONS = ['proxy', 'bridge', 'registrar', 'redirect', 'reject', 'challenge'] as const;

export const route = mapping({
  match: match.prefault({}).describe('What the request must be; every key that is given must fit.'),
  proxy: oneOrMore(sipUri)
    .optional()
    .describe('Send it to these URIs. One without a user part keeps the user of the request.'),
  bridge: bridge
    .optional()
    .describe(
      'Take the call apart into two legs of the server, which hides who is behind it: to these URIs, or with `to: registered` to the contacts of the called user.',
    ),
  registrar: only.optional().describe('Send it to the contacts that the called user has registered.'),
  redirect: redirect.optional().describe('Answer with a 3xx and these contacts.'),
  reject: reject.optional().describe('Answer with this response.'),
  challenge: only.optional().describe('Ask for credentials; who has given them is passed on to the next route.'),
  strip: count(0, 64).default(0).describe('With proxy or bridge: characters to take off the front of the user part.'),
  add: userText.optional().describe('With proxy or bridge: what to put in front of the user part, after strip.'),
  open: z
    .boolean()
    .default(false)
    .describe(
      'With proxy or bridge: also for callers who are neither trusted nor authenticated. An open relay is made of this.',
    ),
}).transform((found, context): { match: RouteMatch; strip: number; add: string; does: RouteAction } => {
  const given = ACTIONS.filter((name) => found[name] !== undefined);
  const fault = (message: string, ...path: string[]) =>
    context.addIssue({ code: 'custom', message, path, input: found });
  if (given.length === 0) fault(`has no action; add one of ${ACTIONS.join(', ')}`);
  if (given.length > 1) fault(`has several actions (${given.join(', ')}); keep one, or make them separate routes`);
  const targets = found.proxy ?? found.bridge?.targets;
  if (targets?.some((target) => target.includes('@')) && (found.strip > 0 || found.add !== undefined)) {
    const key = found.proxy === undefined ? 'bridge' : 'proxy';
    fault('has a user part, so strip and add have nothing to work on; remove it, or remove them', key);
  }
  if (targets === undefined) {
    for (const key of ['strip', 'add', 'open'] as const) {
      if (found[key]) fault('works with proxy and bridge only; remove it', key);
    }
  }
  return { match: found.match, strip: found.strip, add: found.add ?? '', does: actionOf(found) };
});

function actionOf(found: {
  proxy?: string[];
  bridge?: { targets: string[] | undefined; bridge: BridgeConfig };
  registrar?: true;
  redirect?: { code: RedirectCode; contacts: string[] };
  reject?: { code: number; reason?: string };
  open: boolean;
}): RouteAction {
  if (found.proxy !== undefined) return { action: 'proxy', targets: found.proxy, open: found.open };
  if (found.bridge !== undefined) return { action: 'bridge', open: found.open, ...found.bridge };
  if (found.registrar) return { action: 'registrar' };
  if (found.redirect !== undefined) return { action: 'redirect', ...found.redirect };
  if (found.reject !== undefined) return { action: 'reject', code: found.reject.code, reason: found.reject.reason };
  return { action: 'challenge' };
}
