/** Keeps the session of a call alive, or ends it when the peer does not (RFC 4028 10). */

import { Timed } from '../../stack/index.ts';
import { type InviteUsage } from './invite-usage.ts';

export class SessionRefresh extends Timed {
  private readonly usage: InviteUsage;
  /** Monotonic ms: when the session is over unless it is refreshed before. */
  private expiresAt = Infinity;

  constructor(usage: InviteUsage) {
    super();
    this.usage = usage;
  }

  /** The session was set up or refreshed just now. */
  restart(): void {
    const { timer, agent, ended } = this.usage;
    const { stack } = agent;
    const { interval, refreshAfter, expireAfter } = timer;
    stack.wheel.disarm(this);
    this.expiresAt = Infinity;
    if (ended || interval === undefined) return;
    this.expiresAt = stack.now + expireAfter;
    stack.wheel.arm(this, timer.refresher === 'local' ? stack.now + refreshAfter : this.expiresAt);
  }

  stop(): void {
    this.usage.agent.stack.wheel.disarm(this);
  }

  override onDeadline(now: number): void {
    const { usage } = this;
    if (usage.ended) return;
    if (now >= this.expiresAt) {
      usage.breakDown('session expired', undefined);
      return;
    }
    usage.agent.stack.wheel.arm(this, this.expiresAt);
    usage.refreshSession().catch((error: unknown) => {
      usage.agent.stack.log.info({ err: error, callId: usage.dialog.callId }, 'a session refresh failed');
    });
  }
}
