/** What our own server decided about a case, read from its trace: the line of its configuration, its verdict on credentials, where it sent the call. */

import { type Case } from './case.ts';

/** Empty texts where nothing of the kind was decided. */
export interface OwnDecisions {
  /** What the last decision on the route was: `reject`, `proxy`, `challenge`, … */
  readonly action: string;
  /** Why: the line of the configuration, as `sipwright.yaml:31`, or a rule that is built in. */
  readonly because: string;
  /** The last verdict on credentials: `alice: the password is wrong`. */
  readonly credentials: string;
  /** What became of the targets, in order. */
  readonly targets: readonly string[];
}

/** undefined for a case of another server. */
export function ownDecisions(subject: Case): OwnDecisions | undefined {
  return subject.decisions.length === 0 ? undefined : subject.once(read);
}

function read({ decisions }: Case): OwnDecisions {
  const last = (about: string) => decisions.findLast(({ subject }) => subject === about)?.text ?? '';
  const [, action = '', because = ''] = /^([a-z]+): ([^]*)$/.exec(last('route')) ?? [];
  return {
    action,
    because,
    credentials: last('authentication'),
    targets: decisions.filter(({ subject }) => subject === 'targets').map(({ text }) => text),
  };
}

/** What to add to the cause of a failure, in sentences; '' where the server decided nothing that helps. */
export function ownSentences(subject: Case): string {
  const own = ownDecisions(subject);
  if (own === undefined) return '';
  const { action, because, credentials, targets } = own;
  const failed = targets.filter((text) => !/ is tried at /.test(text));
  return [
    credentials === '' || credentials.endsWith(' right') ? '' : `This server found: ${credentials}.`,
    because === '' || action === 'challenge' ? '' : `Its decision was ${action}, by ${because}.`,
    failed.length === 0 ? '' : `Of the targets it says: ${failed.slice(-3).join('; ')}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
