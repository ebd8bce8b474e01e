/** The request insists on an extension that the other side does not have: 420 (RFC 3261 8.1.3.5, 8.2.2.3, 16.3). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { type Rebuff, rebuffWith } from '../../case/refusal.ts';
import { shown, type Step } from '../../case/step.ts';
import { listText } from '../../case/wording.ts';
import { type CaseRule } from '../rule.ts';
import { extensionAdvice, extensionName } from './extension-advice.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const REQUIRE = headerId('Require');
const PROXY_REQUIRE = headerId('Proxy-Require');
const UNSUPPORTED = headerId('Unsupported');

export const extensionNotSupported: CaseRule = {
  id: 'extension-not-supported',
  family: 'set-up',
  scope: 'case',
  title: 'A required extension is not supported',
  severity: 'failure',
  meaning:
    'The request lists an option tag in Require (for the called side) or in Proxy-Require (for each proxy), and whoever answered 420 Bad Extension does not have that extension. ' +
    'Unsupported in the response names it. Tags in Supported are offers only, and never a reason for 420. The client may ask again without the tag.',
  cause: 'An extension is set to "required" where "supported" would do, or the other side has it switched off.',
  fix: [
    'Set the extension that Unsupported names from "required" to "supported" on the asking side, or switch it on at the other side.',
    'Let an SBC or B2BUA in between take tags away that it does not carry to the other leg.',
  ],
  rfc: ['3261 8.1.3.5', '3261 8.2.2.3', '3261 21.4.15'],
  explains: ['request-refused'],
  check(subject) {
    const rebuff = rebuffWith(subject, (status) => status === 420);
    if (rebuff === undefined) return undefined;
    const { made, origin, isOvercome, isWithinDialog } = rebuff;
    const required = made.request === undefined ? [] : tagsIn(made.request, REQUIRE);
    const forProxies = made.request === undefined ? [] : tagsIn(made.request, PROXY_REQUIRE);
    const unsupported = tagsIn(origin, UNSUPPORTED);
    const asked = [...required, ...forProxies];
    const blamed = unsupported.length > 0 ? unsupported : asked;
    const names = listText(blamed.map(extensionName));
    const groundless =
      unsupported.length > 0 && made.request !== undefined && !unsupported.some((tag) => asked.includes(tag));
    const field =
      unsupported.some((tag) => required.includes(tag)) || forProxies.length === 0 ? 'Require' : 'Proxy-Require';
    const added = groundless ? '' : addedBy(subject, rebuff, blamed);
    return {
      certainty: 'certain',
      ...(isOvercome ? { severity: 'note' } : isWithinDialog ? { severity: 'warning' } : {}),
      summary:
        `${refusedText(subject, rebuff)} ` +
        (unsupported.length === 0
          ? `It does not say in Unsupported what it lacks; the request requires ${names === '' ? 'nothing that is named' : names}.`
          : groundless
            ? `Its Unsupported names ${names}, though the request does not require it.`
            : `The request insists in ${field} on ${names}, and it does not have that.`) +
        added +
        (isOvercome ? ' A later try got past it.' : ''),
      ...(groundless
        ? {
            cause:
              'The answering side refuses an extension that is merely offered in Supported; it must ignore what it does not know there (RFC 3261 20.37).',
            fix: [
              `Report it to the maker of ${subject.whoShort(origin.hop.source)}; until then take ${names} out of Supported towards it.`,
            ],
          }
        : { fix: fixFor(blamed) }),
      evidence: refusalEvidence(
        rebuff,
        groundless || blamed.length === 0 ? 'the request' : `${field}: ${blamed.join(', ')}`,
        unsupported.length === 0 ? 'refused, without Unsupported' : `Unsupported: ${unsupported.join(', ')}`,
      ),
    };
  },
};

/** Who wrote the tag, where it was not yet in the request that the client sent. */
function addedBy(subject: Case, { asked, made }: Rebuff, tags: readonly string[]): string {
  if (asked === made || asked.request === undefined) return '';
  const first = [...tagsIn(asked.request, REQUIRE), ...tagsIn(asked.request, PROXY_REQUIRE)];
  if (tags.some((tag) => first.includes(tag))) return '';
  return ` The client had not asked for it: ${subject.whoShort(made.client)}, or a hop before it, added it.`;
}

function fixFor(tags: readonly string[]): string[] {
  const known = tags.flatMap((tag) => {
    const advice = extensionAdvice(tag);
    return advice === undefined ? [] : [`"${tag}" is switched at: ${advice.where}.`];
  });
  return [
    `Set ${tags.length === 0 ? 'the extension' : listText(tags.map((tag) => `"${tag}"`))} from "required" to "supported" on the side that wrote Require, or switch it on at the other side.`,
    ...known,
    'Let an SBC or B2BUA in between take tags away that it does not carry to the other leg.',
  ];
}

function tagsIn({ message }: Step, id: number): string[] {
  return message.tokens(id).map((tag) => shown(tag));
}
