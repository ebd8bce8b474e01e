/** A side of a B2BUA is told to call somebody else: the REFER is carried across, or carried out (RFC 3515, RFC 3891, RFC 5589). */

import { decodeUtf8, Failure, type Header, parseNameAddr } from '../message/index.ts';
import {
  type Awaitable,
  type Call,
  IncomingCall,
  OutgoingCall,
  type Referral,
  RequestFailed,
  type UserAgent,
} from '../ua/index.ts';
import { type BridgeTarget } from './bridge-target.ts';
import { type HeaderPolicy } from './header-policy.ts';
import { type Leg } from './leg.ts';
import { Pair, type Side } from './pair.ts';
import { crossingStatus } from './response-policy.ts';

/**
 * What becomes of a REFER at a B2BUA (RFC 3515 2.4, RFC 5589):
 * - `pass`: the other side gets it, and makes the new call by itself.
 * - `refuse`: 603.
 * - a function: the B2BUA makes the new call, and holds it together with the side that stays. It is given the URI of Refer-To
 *   and says where that leads; nowhere is 403. Who may call whom is its affair.
 */
export type ReferPolicy = 'pass' | 'refuse' | ((target: string) => Awaitable<readonly BridgeTarget[]>);

/** What a new side is made with. */
export interface TransferParts {
  readonly agent: UserAgent;
  readonly headers: HeaderPolicy;
  readonly policy: ReferPolicy;
  readonly newLeg: () => Leg;
}

/** Who asks, and to where it is to go on. */
interface Question {
  readonly referral: Referral;
  readonly from: Side;
  readonly to: Side;
}

export class Transfers {
  private readonly pair: Pair;
  private readonly parts: TransferParts;

  constructor(pair: Pair, parts: TransferParts) {
    this.pair = pair;
    this.parts = parts;
  }

  /** Takes the REFERs of a side, until its call is over. */
  async attend(side: Side): Promise<void> {
    for await (const referral of side.call.referrals) {
      const to = this.pair.otherSide(side);
      const { policy } = this.parts;
      if (to === undefined || policy === 'refuse') referral.reject(603);
      else if (policy !== 'pass' && referral.method !== 'INVITE') referral.reject(501);
      else if (policy === 'pass') void this.pass({ referral, from: side, to });
      else void this.carryOut({ referral, from: side, to }, policy);
    }
  }

  /** The other side's answer is the answer, and what it tells is told. */
  private async pass({ referral, to }: Question): Promise<void> {
    const { headers } = this.parts;
    const carried: Header[] = [
      ...headers.carry(referral.request),
      ...referral.request.named('Referred-By').map((value): Header => ['Referred-By', value]),
    ];
    try {
      const transfer = await to.call.refer(decodeUtf8(referral.to.uri.text), { headers: carried });
      const tell = referral.take();
      for await (const { status, reason } of transfer.progress) tell(status, reason);
      // Whoever tells nothing leaves it open: what was asked for may have been done.
      tell((await transfer.done)?.status ?? 200);
    } catch (error) {
      if (referral.pending) referral.reject(error instanceof RequestFailed ? crossingStatus(error.status) : 480);
    }
  }

  private async carryOut(question: Question, targetsOf: Exclude<ReferPolicy, string>): Promise<void> {
    const { referral } = question;
    const { agent } = this.parts;
    const { log } = agent.stack;
    try {
      const other = referral.replaces === undefined ? undefined : agent.callFor(referral.replaces);
      if (other !== undefined) await this.joinPairs(question, other);
      else await this.callAnew(question, await targetsOf(referral.target));
    } catch (error) {
      log.error({ err: error, callId: question.from.call.callId }, 'a transfer failed');
      if (referral.pending) referral.reject(500);
    }
  }

  /** Attended: both calls of the one who transfers are ours, and what is behind them talks to each other from now on. */
  private async joinPairs({ referral, from, to }: Question, replaced: Call): Promise<void> {
    const pair = Pair.of(replaced);
    const side = pair?.sideOf(replaced);
    const target = side && pair?.otherSide(side);
    if (pair === undefined || target === undefined || pair === this.pair) {
      referral.reject(481);
      return;
    }
    const tell = referral.take();
    tell(100);
    pair.release();
    this.pair.join(to, target);
    await this.pair.agree(target, to);
    tell(200);
    await Promise.all([from.call.hangUp(), replaced.hangUp()]);
  }

  /** Blind: the target is called for the side that stays. */
  private async callAnew({ referral, from, to }: Question, targets: readonly BridgeTarget[]): Promise<void> {
    const { agent, headers, newLeg } = this.parts;
    const [target] = targets;
    if (target === undefined) {
      referral.reject(403);
      return;
    }
    const tell = referral.take();
    const leg = newLeg();
    leg.other = to.leg;
    if (to.leg.described !== undefined) leg.prepareOffer(to.leg.described);
    const { uri, routes, flow } = target;
    const call = agent.invite(uri, {
      from: partyOf(to.call),
      headers: [
        ...headers.carry(referral.request),
        ...(referral.replaces === undefined ? [] : [['Replaces', referral.replaces] as const]),
      ],
      media: leg,
      routes,
      flow,
    });
    leg.call = call;
    const side = { call, leg };
    void (async () => {
      for await (const { status, reason } of call.progress) tell(status, decodeUtf8(reason));
    })();
    // Nobody waits for the outcome once the side that stays is gone.
    void to.call.ended.then(() => {
      if (this.pair.sideOf(call) === undefined) void call.hangUp();
    });
    try {
      await call.established;
    } catch {
      const { status, response } = await call.ended;
      tell(status < 300 ? 487 : status, response && decodeUtf8(response.reason));
      return;
    }
    if (this.pair.otherSide(to) === undefined && to.call.end !== undefined) {
      tell(487);
      return;
    }
    this.pair.join(to, side);
    await this.pair.agree(side, to, undefined, to.leg.described);
    tell(200);
    await from.call.hangUp();
  }
}

/** Who is at the other end of a call, as From of a new one. */
function partyOf(call: Call): string | undefined {
  const value = call instanceof OutgoingCall ? call.dialog?.remote : undefined;
  const address = value === undefined ? undefined : parseNameAddr(value, 0, value.length);
  if (address !== undefined) return address instanceof Failure ? undefined : `<${address.uri.text}>`;
  return call instanceof IncomingCall ? `<${call.from.uri.text}>` : undefined;
}
