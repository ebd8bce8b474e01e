/** Nobody answers the REGISTER (RFC 3261 10.2.7, 17.1.2.2). */

import { type Case, userAt } from '../../case/case.ts';
import { placeText } from '../../case/address.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { isUnanswered } from '../../case/unanswered.ts';
import { capital, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** ms: a phone that is answered sooner than this has lost a packet, and no more. */
const LONG = 16_000;

export const registrarSilent: CaseRule = {
  id: 'registrar-silent',
  family: 'registration',
  scope: 'case',
  title: 'The registrar does not answer',
  severity: 'failure',
  meaning:
    'A REGISTER was sent, again and again over UDP, and no response of any kind came back, not even a refusal. A registrar that is reached and works always says something, at least 401. ' +
    'So the request does not arrive, or its answer does not, or the server ignores this client on purpose.',
  cause:
    'The request is lost on the way (a firewall, a wrong address or port, a NAT or ALG), the server is not running, or it ignores the address of the client, as servers do with fail2ban and the like after wrong passwords.',
  fix: [
    'Ask the server from the same network with `sipwright ping sip:HOST:PORT`: if it answers, look at what the phone sends and where to; if not, at the way and the server.',
    'In the phone, check the address, the port and the transport of the registrar or outbound proxy.',
    'On the server, capture there too. If the REGISTER arrives, see whether the address of the phone is banned (`fail2ban-client status`, `iptables -L -n`, the `pike` or `htable` module of Kamailio), and whether the program listens on that port.',
    'If it does not arrive, look at firewalls on the way for the port and the transport.',
  ],
  rfc: ['3261 10.2.7', '3261 17.1.2.2'],
  explains: ['request-unanswered', 'request-refused', 'next-hop-silent', 'hop-timeout', 'packet-loss', 'retry-loop'],
  check(subject) {
    if (subject.legs[0].transactions[0]?.method !== 'REGISTER') return undefined;
    for (const leg of subject.legs) {
      const silent = leg.transactions.filter(
        (one) => one.method === 'REGISTER' && one.status === 0 && isUnanswered(one, subject),
      );
      if (silent.length === 0) continue;
      // On the way, whom the proxy could not reach is the one that does not answer.
      const all = leg.of('REGISTER');
      const last = silent.findLast(({ children }) => children.length === 0);
      if (last !== undefined) return told(subject, last, silent, all);
    }
    return undefined;
  },
};

function told(
  subject: Case,
  last: SeenTransaction,
  silent: readonly SeenTransaction[],
  all: readonly SeenTransaction[],
): Found {
  const { server, client } = last;
  const own = silent.filter((one) => one.server.address === server.address && one.server.port === server.port);
  const requests = own.flatMap((one) => one.requests);
  const [first] = requests;
  const end = requests[requests.length - 1];
  const answered = all.find(
    (one) =>
      one.server.address === server.address &&
      one.client.address === client.address &&
      one.responses.length > 0 &&
      one.first.number > first.number,
  );
  const others = subject.surroundings.registrations.domainsAt(server.address);
  const heard = subject.surroundings.flows.isHeard(server.address);
  const who = subject.who(server);
  const span = end === first ? '' : timed(end.time - first.time, ' within ');
  const evidence: Evidence[] = [seenIn(first, 'the first REGISTER')];
  if (end !== first) evidence.push(seenIn(end, `the last of ${requests.length}, without an answer`));
  const summary = `${capital(subject.who(client))} sent the REGISTER of ${userAt(first, 'to') || 'an unknown user'} to ${who} ${timesText(requests.length)}${span}, and no response came back.`;
  if (answered !== undefined) {
    const silence = answered.responses[0].time - first.time;
    evidence.push(seenIn(answered.responses[0], 'only here an answer'));
    return {
      certainty: 'certain',
      severity: silence > LONG ? 'warning' : 'note',
      summary: `${summary} A later one was answered${timed(silence, ', ', ' after the first')}.`,
      cause: 'Requests or answers were lost for a while, or the server was not running then.',
      evidence,
    };
  }
  const unreachable = subject.events.find(
    ({ event, hop }) => event === 'unreachable' && hop.destination.address === server.address,
  );
  if (unreachable !== undefined) {
    evidence.push({ frame: unreachable.frame, note: `ICMP: ${unreachable.detail}` });
    return {
      certainty: 'certain',
      summary: `${summary} ICMP says why: ${unreachable.detail}.`,
      cause: `At ${placeText(server)} nobody listens, or nothing gets through to there.`,
      evidence: evidence.sort((a, b) => a.frame - b.frame),
    };
  }
  const alive =
    others.size > 0
      ? ' It answered the REGISTERs of others in this capture: it runs, and ignores this client, or does not get its requests.'
      : heard
        ? ''
        : ' Nothing at all came from that address in the whole capture.';
  return {
    certainty: 'certain',
    summary: `${summary}${alive}`,
    cause:
      others.size > 0
        ? `The server runs. Perhaps it has banned ${client.address || 'the client'} after wrong passwords or too many requests, or something on the way drops the packets of this client, or their answers.`
        : undefined,
    evidence,
  };
}
