/** The other side insists on an extension that the request does not offer: 421 (RFC 3261 21.4.16). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { type Rebuff, rebuffWith } from '../../case/refusal.ts';
import { shown, type Step } from '../../case/step.ts';
import { listText } from '../../case/wording.ts';
import { type CaseRule } from '../rule.ts';
import { extensionAdvice, extensionName } from './extension-advice.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const REQUIRE = headerId('Require');
const SUPPORTED = headerId('Supported');

export const extensionRequired: CaseRule = {
  id: 'extension-required',
  family: 'set-up',
  scope: 'case',
  title: 'The other side requires an extension',
  severity: 'failure',
  meaning:
    'The answer is 421 Extension Required, and its Require names an option tag that the client did not list in Supported. A client that has the extension, switched off, succeeds by offering it. ' +
    'PRACK or UPDATE in Allow do not count: the tag has to stand in Supported.',
  cause:
    'An extension is set to "required" on the answering side, though servers should do without it whenever they can.',
  fix: [
    'Switch the extension that Require names on at the client, or set it from "required" to "supported" at the answering side.',
    'Compare Supported before and after each SBC on the way: one may take tags away.',
  ],
  rfc: ['3261 21.4.16', '3261 20.37'],
  explains: ['request-refused'],
  check(subject) {
    const rebuff = rebuffWith(subject, (status) => status === 421);
    if (rebuff === undefined) return undefined;
    const { made, origin, isOvercome, isWithinDialog } = rebuff;
    const wanted = tagsIn(origin, REQUIRE);
    const offered = made.request === undefined ? [] : tagsIn(made.request, SUPPORTED);
    const missing = wanted.filter((tag) => !offered.includes(tag));
    const groundless = made.request !== undefined && wanted.length > 0 && missing.length === 0;
    const named = missing.length > 0 ? missing : wanted;
    const names = listText(named.map(extensionName));
    return {
      certainty: 'certain',
      ...(isOvercome ? { severity: 'note' } : isWithinDialog ? { severity: 'warning' } : {}),
      summary:
        `${refusedText(subject, rebuff)} ` +
        (wanted.length === 0
          ? 'It does not say in Require which extension it wants.'
          : groundless
            ? `It wants ${names}, which the request does offer in Supported.`
            : `It wants ${names}. Supported of the request ${offered.length === 0 ? 'is missing or empty' : `has only ${offered.join(', ')}`}.`) +
        lostOnTheWay(subject, rebuff, missing) +
        (isOvercome ? ' A later try got past it.' : ''),
      fix: fixFor(subject, origin, named),
      evidence: refusalEvidence(
        rebuff,
        offered.length === 0 ? 'no Supported' : `Supported: ${offered.join(', ')}`,
        wanted.length === 0 ? 'refused, without Require' : `Require: ${wanted.join(', ')}`,
      ),
    };
  },
};

function lostOnTheWay(subject: Case, { asked, made }: Rebuff, missing: readonly string[]): string {
  if (asked === made || asked.request === undefined) return '';
  const first = tagsIn(asked.request, SUPPORTED);
  const lost = missing.filter((tag) => first.includes(tag));
  return lost.length === 0
    ? ''
    : ` The client had offered ${listText(lost.map((tag) => `"${tag}"`))}: ${subject.whoShort(made.client)}, or a hop before it, took it away.`;
}

function fixFor(subject: Case, origin: Step, tags: readonly string[]): string[] {
  const names = tags.length === 0 ? 'the extension' : listText(tags.map((tag) => `"${tag}"`));
  return [
    `Switch ${names} on at the client, or set it from "required" to "supported" at ${subject.whoShort(origin.hop.source)}: calls with it work as before, the others work as well.`,
    ...tags.flatMap((tag) => {
      const advice = extensionAdvice(tag);
      return advice === undefined ? [] : [`"${tag}" is switched at: ${advice.where}.`];
    }),
    'Compare Supported before and after each SBC on the way: one may take tags away.',
  ];
}

function tagsIn({ message }: Step, id: number): string[] {
  return message.tokens(id).map((tag) => shown(tag));
}
