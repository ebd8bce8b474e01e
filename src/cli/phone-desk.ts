/** The desk of a phone: what a person asks of its calls, and what there is to tell (RFC 3261 13 to 15, RFC 3428). */
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8, SipError } from '../message/index.ts';
import type { Phone, PhoneCall, PhoneCallEvent } from '../phone/index.ts';
import { RequestFailed } from '../ua/index.ts';
import { type DeskCall, DeskCalls, Impossible, named } from './desk-calls.ts';
import { DeskEvents } from './desk-events.ts';
import { CommandError } from './exit-code.ts';
import type { Awaited, PhoneCommand } from './phone-command.ts';
import type { PhoneEvent } from './phone-events.ts';
import type { KeyContext } from './phone-keys.ts';
import { reasonOf } from './phone-registration.ts';

export interface DeskOptions {
  readonly phone: Phone;
  /** From what was typed to whom is meant. @throws CommandError */
  readonly uriOf: (typed: string) => string;
  /** The file that a call was recorded to. */
  readonly recordingOf?: (call: PhoneCall) => string | undefined;
  /** For the command `help`. */
  readonly help?: string;
}

export class PhoneDesk {
  readonly phone: Phone;
  readonly events: DeskEvents;
  readonly #calls = new DeskCalls();
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.phone = options.phone;
    this.events = new DeskEvents(options.phone.clock);
  }

  /** The calls that are not over, in the order of their numbers. */
  get calls(): readonly DeskCall[] {
    return this.#calls.all;
  }

  get context(): KeyContext {
    if (this.#calls.current?.answered === true) return 'talking';
    return this.#calls.ringing === undefined ? 'idle' : 'ringing';
  }

  /** Takes calls that come in, and messages if they are wanted. */
  open({ messages = true }: { readonly messages?: boolean } = {}): void {
    void this.#takeCalls();
    if (messages) void this.#takeMessages();
  }

  /** Calls somebody. @throws CommandError, SipError as `Phone.call` */
  dial(target: string): DeskCall {
    return this.#add(this.phone.call(this.#options.uriOf(target)), { event: 'calling', by: undefined });
  }

  /** Carries a command out; what can't be done is told as a problem. @returns whether it was done */
  async run(command: PhoneCommand): Promise<boolean> {
    try {
      return await this.#carryOut(command);
    } catch (error) {
      this.tell({ event: 'problem', text: problemText(error) });
      return false;
    }
  }

  /** Tells something among the events. */
  tell(event: PhoneEvent): void {
    this.events.tell(event);
  }

  // ---- commands ----

  async #carryOut(command: PhoneCommand): Promise<boolean> {
    const calls = this.#calls;
    switch (command.do) {
      case 'call':
        this.dial(command.target);
        break;
      case 'answer':
        await calls.rung(command.call).call.answer();
        break;
      case 'reject':
        calls.rung(command.call).call.reject(command.status);
        break;
      case 'hangup': {
        const meant = command.call === 'all' ? calls.all : [calls.one(command.call)];
        await Promise.all(meant.map(({ call }) => call.hangUp()));
        break;
      }
      case 'hold': {
        const { call } = calls.established(command.call);
        await ((command.held ?? !call.held) ? call.hold() : call.resume());
        break;
      }
      case 'mute':
        this.#mute(calls.one(command.call), command.muted);
        break;
      case 'digits':
        await this.#sendDigits(calls.established(undefined), command.digits);
        break;
      case 'transfer':
        return this.#transfer(command.to);
      case 'message':
        return this.#sendMessage(command.to, command.text);
      case 'select':
        calls.current = command.call === undefined ? calls.next() : calls.one(command.call);
        this.tell({ event: 'calls', calls: calls.list() });
        break;
      case 'calls':
        this.tell({ event: 'calls', calls: calls.list() });
        break;
      case 'wait':
        await this.#wait(command.until, command.ms);
        break;
      case 'help':
        this.tell({ event: 'help', text: this.#options.help ?? '' });
        break;
      case 'quit':
        // It is for whoever reads the commands.
        break;
    }
    return true;
  }

  #mute(desk: DeskCall, muted = !desk.muted): void {
    desk.call.mute(muted);
    desk.muted = muted;
    this.tell({ event: 'muted', ...named(desk), muted });
  }

  async #sendDigits(desk: DeskCall, digits: string): Promise<void> {
    await desk.call.sendDigits(digits);
    this.tell({ event: 'digits-sent', ...named(desk), digits });
  }

  async #transfer(to: string | number): Promise<boolean> {
    const other = typeof to === 'number' ? this.#calls.established(to) : undefined;
    const desk = other === undefined ? this.#calls.established(undefined) : this.#calls.besides(other);
    const done = await desk.call.transfer(other?.call ?? this.#options.uriOf(String(to)));
    if (done === undefined) this.tell({ event: 'transfer', ...named(desk), status: undefined, reason: '' });
    return done === undefined || done.status < 300;
  }

  async #sendMessage(typed: string, text: string): Promise<boolean> {
    const to = this.#options.uriOf(typed);
    const { status, reason } = await this.phone.message(to, text);
    this.tell({ event: 'message-sent', to, status, reason: decodeUtf8(reason) || reasonPhrase(status) });
    return status < 300;
  }

  async #wait(until: Awaited | undefined, ms: number | undefined): Promise<void> {
    const calls = this.#calls;
    const { current } = calls;
    const isDone: Record<Awaited, () => boolean> = {
      registered: () => this.phone.registration?.active === true,
      ringing: () => calls.all.some(({ call }) => call.state === 'Ringing'),
      answered: () => this.#isAnswered(),
      ended: () => current === undefined || current.over,
    };
    if (until === undefined) await this.events.pass(ms ?? 0);
    else await this.events.until(isDone[until], ms, until);
  }

  /** @throws Impossible where it will not be any more */
  #isAnswered(): boolean {
    const { newest } = this.#calls;
    if (newest?.over === true) throw new Impossible(`call ${newest.number} is over`);
    return newest?.answered === true;
  }

  // ---- what happens ----

  async #takeCalls(): Promise<void> {
    for await (const call of this.phone.incoming) {
      const replaced = this.calls.find((desk) => desk.call === call.replaces);
      this.#add(call, { event: 'incoming', name: call.peerName, replaces: replaced?.number });
    }
  }

  async #takeMessages(): Promise<void> {
    for await (const { from, name, text } of this.phone.messages) this.tell({ event: 'message', from, name, text });
  }

  #add(
    call: PhoneCall,
    event:
      | { readonly event: 'incoming'; readonly name: string; readonly replaces: number | undefined }
      | { readonly event: 'calling'; readonly by: 'transfer' | undefined },
  ): DeskCall {
    const desk = this.#calls.add(call);
    this.tell({ ...event, ...named(desk) });
    void this.#follow(desk);
    return desk;
  }

  async #follow(desk: DeskCall): Promise<void> {
    for await (const event of desk.call.events) this.#receive(desk, event);
  }

  #receive(desk: DeskCall, event: PhoneCallEvent): void {
    const of = named(desk);
    switch (event.kind) {
      case 'progress':
        this.tell({ event: 'progress', ...of, status: event.status, reason: event.reason });
        break;
      case 'established':
        desk.answered = true;
        this.#calls.current = desk;
        this.tell({ event: 'answered', ...of });
        break;
      case 'hold':
        this.tell({ event: 'hold', ...of, held: event.held, heldByPeer: event.heldByPeer });
        break;
      case 'digit':
        this.tell({ event: 'digit', ...of, digit: event.digit.digit, durationMs: event.digit.durationMs });
        break;
      case 'transfer':
        this.tell({ event: 'transfer', ...of, status: event.status, reason: event.reason });
        break;
      case 'referral':
        this.tell({ event: 'referral', ...of, to: event.referral.target });
        break;
      case 'transferred':
        this.#add(event.call, { event: 'calling', by: 'transfer' });
        break;
      case 'played':
        this.tell({ event: 'played', ...of });
        break;
      case 'ended':
        this.#calls.end(desk);
        this.tell({ event: 'ended', ...of, recording: this.#options.recordingOf?.(desk.call), report: event.report });
        break;
    }
  }
}

function problemText(error: unknown): string {
  if (error instanceof RequestFailed) return `the other side: ${error.status} ${reasonOf(error)}`;
  if (error instanceof SipError || error instanceof CommandError || error instanceof Impossible) return error.message;
  // Ours: it is to be seen whole.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
