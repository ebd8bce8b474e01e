/** The peer changes the session: its re-INVITE and its UPDATE (RFC 3261 14.2, RFC 3311 5.2, RFC 4028 9). */

import { type Failure, type Request, SipError } from '../../message/index.ts';
import { type OfferRefusal, type SessionDescription } from '../../sdp/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { descriptionIn, OfferRefused, SDP } from './call-session.ts';
import { whenReady } from '../deferred.ts';
import { type InviteUsage } from './invite-usage.ts';

export function receiveReinvite(usage: InviteUsage, request: Request, server: ServerTransaction): void {
  const description = descriptionIn(request);
  if (usage.overdue) {
    server.respond(491);
    return;
  }
  // 14.2: until the first INVITE has its final response, it is the one under way. RFC 5407 3.1.4, 3.1.5: its ACK may be
  // overtaken, which is in the way only where it answers an offer of ours
  const early = usage.session.negotiation.refusal('INVITE', usage.underway, description !== undefined);
  if (early !== undefined) {
    refuseEarly(usage, server, early);
    return;
  }
  if (refusedByTimer(usage, request, server)) return;
  usage.invite = 'server';
  usage.inviteOffered = description !== undefined;
  usage.pendingInvite = server;
  server.user = {
    onCancel: () => {
      if (usage.pendingInvite !== server) return;
      usage.refusePendingInvite(487);
      usage.pump();
    },
  };
  // Until our offer is made, and sent, the peer's would cross it.
  if (description === undefined) usage.update = 'client';
  const made = () => {
    if (description === undefined) usage.update = undefined;
  };
  whenReady(
    usage.agent.stack,
    () => (description === undefined ? usage.session.offer() : usage.session.answer(description)),
    (body) => {
      made();
      if (usage.pendingInvite !== server) {
        // It was cancelled: an offer of ours goes nowhere.
        if (description === undefined) usage.session.offerRefused();
        return;
      }
      usage.pendingInvite = undefined;
      usage.dialog.handle('target refresh', request);
      usage.accept(request, server, body);
    },
    (error) => {
      made();
      if (usage.pendingInvite !== server) return;
      usage.pendingInvite = undefined;
      usage.invite = undefined;
      refuse(usage, server, error);
      usage.pump();
    },
  );
}

export function receiveUpdate(usage: InviteUsage, request: Request, server: ServerTransaction): void {
  const description = descriptionIn(request);
  const early = usage.session.negotiation.refusal('UPDATE', usage.underway, description !== undefined);
  if (early !== undefined) {
    refuseEarly(usage, server, early);
    return;
  }
  if (refusedByTimer(usage, request, server)) return;
  if (description === undefined) {
    accept(usage, request, server, '');
    return;
  }
  usage.update = 'server';
  answerWith(usage, server, description, (body) => accept(usage, request, server, body));
}

function answerWith(
  usage: InviteUsage,
  server: ServerTransaction,
  description: SessionDescription | Failure,
  then: (body: string) => void,
): void {
  whenReady(
    usage.agent.stack,
    () => usage.session.answer(description),
    (body) => {
      usage.update = undefined;
      // 15.1.2: a BYE was faster, and what waits for an answer gets 487
      if (usage.ended) server.respond(487);
      else then(body);
      usage.pump();
    },
    (error) => {
      usage.update = undefined;
      refuse(usage, server, error);
      usage.pump();
    },
  );
}

function accept(usage: InviteUsage, request: Request, server: ServerTransaction, body: string): void {
  usage.dialog.handle('target refresh', request);
  const { agent, timer } = usage;
  const headers = [...agent.presence(server.flow), ...timer.responseHeaders(request)];
  usage.refresh.restart();
  server.respond(200, { headers, body, contentType: SDP });
}

function refusedByTimer(usage: InviteUsage, request: Request, server: ServerTransaction): boolean {
  const refusal = usage.timer.receiveRequest(request);
  if (refusal !== undefined) server.respond(refusal.status, { headers: refusal.headers });
  return refusal !== undefined;
}

/** 491 where both asked at once; 500 with a wait that chance decides where the peer did not wait for us. */
function refuseEarly(usage: InviteUsage, server: ServerTransaction, { status, retryAfter }: OfferRefusal): void {
  if (retryAfter === undefined) server.respond(status);
  else {
    const seconds = usage.agent.random.bits32() % (retryAfter + 1);
    server.respond(status, { headers: [['Retry-After', String(seconds)]] });
  }
}

/** Refuses with what the media said, or with 500 where they failed. */
export function refuse(usage: InviteUsage, server: ServerTransaction, error: Error): void {
  if (server.answered) return;
  const status = error instanceof SipError ? (error.status ?? 500) : 500;
  if (status === 500) usage.agent.stack.log.error({ err: error }, 'the media could not answer an offer');
  server.respond(status < 300 ? 500 : status, { headers: error instanceof OfferRefused ? error.headers : [] });
}
