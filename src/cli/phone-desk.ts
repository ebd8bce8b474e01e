/** The desk of a phone: its calls by number, what a person asks of them, and what there is to tell (RFC 3261 13 to 15). */
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8, SipError } from '../message/index.ts';
import type { Phone, PhoneCall, PhoneCallEvent } from '../phone/index.ts';
import { RequestFailed } from '../ua/index.ts';
import { CommandError } from './exit-code.ts';
import type { Awaited, PhoneCommand } from './phone-command.ts';
import type { ListedCall, OfCall, PhoneEvent } from './phone-events.ts';
import type { KeyContext } from './phone-keys.ts';
import { reasonOf } from './phone-registration.ts';

export interface DeskOptions {
  readonly phone: Phone;
  /** From what was typed to whom is meant. @throws CommandError */
  readonly uriOf: (typed: string) => string;
  readonly onEvent: (event: PhoneEvent) => void;
  /** The file that a call was recorded to. */
  readonly recordingOf?: (call: PhoneCall) => string | undefined;
  /** For the command `help`. */
  readonly help?: string;
}

/** A call that is not over. */
export interface DeskCall {
  /** From 1, in the order in which they came. */
  readonly number: number;
  readonly call: PhoneCall;
  answered: boolean;
  over: boolean;
  muted: boolean;
}

/** What was asked for makes no sense now. */
class Impossible extends Error {}

interface Waiter {
  /** @throws Impossible when it will never be */
  readonly isDone: () => boolean;
  readonly settle: (failure?: Error) => void;
}

export class PhoneDesk {
  readonly phone: Phone;
  readonly #options: DeskOptions;
  readonly #calls = new Map<number, DeskCall>();
  readonly #waiters = new Set<Waiter>();
  readonly #watchers = new Set<(event: PhoneEvent) => void>();
  #count = 0;
  /** The last one that there was, over or not. */
  #newest: DeskCall | undefined;
  #current: DeskCall | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.phone = options.phone;
  }

  /** The calls that are not over, in the order of their numbers. */
  get calls(): readonly DeskCall[] {
    return [...this.#calls.values()];
  }

  /** Which call is meant where no number is given. */
  get current(): DeskCall | undefined {
    return this.#current;
  }

  get context(): KeyContext {
    if (this.#current?.answered === true) return 'talking';
    return this.#ringing() === undefined ? 'idle' : 'ringing';
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

  /** Tells something of one's own among the events. */
  tell(event: PhoneEvent): void {
    this.#options.onEvent(event);
    for (const watcher of [...this.#watchers]) watcher(event);
    for (const waiter of [...this.#waiters]) this.#look(waiter);
  }

  /** Hears of each event from now on. @returns what ends that */
  watch(watcher: (event: PhoneEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves with the next event of a kind. */
  next<Kind extends PhoneEvent['event']>(kind: Kind): Promise<Extract<PhoneEvent, { readonly event: Kind }>> {
    return new Promise((resolve) => {
      const stop = this.watch((event) => {
        if (event.event !== kind) return;
        stop();
        resolve(event as Extract<PhoneEvent, { readonly event: Kind }>);
      });
    });
  }

  /** Resolves when something holds; it is looked at after each event. */
  until(isDone: () => boolean): Promise<void> {
    return this.#until(isDone);
  }

  // ---- commands ----

  async #carryOut(command: PhoneCommand): Promise<boolean> {
    switch (command.do) {
      case 'call':
        this.dial(command.target);
        return true;
      case 'answer':
        await this.#rung(command.call).call.answer();
        return true;
      case 'reject':
        this.#rung(command.call).call.reject(command.status);
        return true;
      case 'hangup':
        await Promise.all(this.#meant(command.call).map(({ call }) => call.hangUp()));
        return true;
      case 'hold':
        await this.#hold(this.#established(command.call), command.held);
        return true;
      case 'mute':
        this.#mute(this.#one(command.call), command.muted);
        return true;
      case 'digits':
        return this.#sendDigits(this.#established(undefined), command.digits);
      case 'transfer':
        return this.#transfer(command.to);
      case 'message':
        return this.#sendMessage(command.to, command.text);
      case 'select':
        this.#current = command.call === undefined ? this.#next() : this.#one(command.call);
        this.#list();
        return true;
      case 'calls':
        this.#list();
        return true;
      case 'wait':
        await this.#wait(command.until, command.ms);
        return true;
      case 'help':
        this.tell({ event: 'help', text: this.#options.help ?? '' });
        return true;
      case 'quit':
        return true;
    }
  }

  async #hold({ call }: DeskCall, held = !call.held): Promise<void> {
    await (held ? call.hold() : call.resume());
  }

  #mute(desk: DeskCall, muted = !desk.muted): void {
    desk.call.mute(muted);
    desk.muted = muted;
    this.tell({ event: 'muted', ...named(desk), muted });
  }

  async #sendDigits(desk: DeskCall, digits: string): Promise<boolean> {
    await desk.call.sendDigits(digits);
    this.tell({ event: 'digits-sent', ...named(desk), digits });
    return true;
  }

  async #transfer(to: string | number): Promise<boolean> {
    const target = typeof to === 'number' ? this.#established(to) : this.#options.uriOf(to);
    const whose = typeof target === 'string' ? this.#established(undefined) : this.#besides(target);
    const done = await whose.call.transfer(typeof target === 'string' ? target : target.call);
    if (done === undefined) this.tell({ event: 'transfer', ...named(whose), status: undefined, reason: '' });
    return done === undefined || done.status < 300;
  }

  async #sendMessage(to: string, text: string): Promise<boolean> {
    const uri = this.#options.uriOf(to);
    const { status, reason } = await this.phone.message(uri, text);
    this.tell({ event: 'message-sent', to: uri, status, reason: decodeUtf8(reason) || reasonPhrase(status) });
    return status < 300;
  }

  #list(): void {
    const calls = this.calls.map(
      (desk): ListedCall => ({
        ...named(desk),
        direction: desk.call.direction,
        state: desk.call.state,
        held: desk.call.held,
        heldByPeer: desk.call.heldByPeer,
        muted: desk.muted,
        current: desk === this.#current,
      }),
    );
    this.tell({ event: 'calls', calls });
  }

  // ---- waiting ----

  async #wait(until: Awaited | undefined, ms: number | undefined): Promise<void> {
    const ended = this.#current;
    const isDone: Record<Awaited, () => boolean> = {
      registered: () => this.phone.registration?.active === true,
      ringing: () => this.calls.some(({ call }) => call.state === 'Ringing'),
      answered: () => this.#isAnswered(),
      ended: () => ended === undefined || ended.over,
    };
    await this.#until(until === undefined ? undefined : isDone[until], ms, until);
  }

  #isAnswered(): boolean {
    const newest = this.#newest;
    if (newest?.over === true) throw new Impossible(`call ${newest.number} is over`);
    return newest?.answered === true;
  }

  /** @param isDone undefined: only the time is waited for @param what for the failure when it takes longer */
  #until(isDone: (() => boolean) | undefined, ms?: number, what = ''): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => waiter.settle(isDone && new Impossible(`not ${what} in time`));
      const cancel = ms === undefined ? () => {} : this.phone.clock.after(ms, late);
      const waiter: Waiter = {
        isDone: isDone ?? (() => false),
        settle: (failure) => {
          this.#waiters.delete(waiter);
          cancel();
          if (failure === undefined) resolve();
          else reject(failure);
        },
      };
      this.#waiters.add(waiter);
      this.#look(waiter);
    });
  }

  #look(waiter: Waiter): void {
    try {
      if (waiter.isDone()) waiter.settle();
    } catch (error) {
      waiter.settle(error as Error);
    }
  }

  // ---- which call is meant ----

  #one(number: number | undefined): DeskCall {
    const desk = number === undefined ? this.#current : this.#calls.get(number);
    if (desk === undefined)
      throw new Impossible(number === undefined ? 'there is no call' : `there is no call ${number}`);
    return desk;
  }

  #meant(number: number | 'all' | undefined): readonly DeskCall[] {
    return number === 'all' ? this.calls : [this.#one(number)];
  }

  #established(number: number | undefined): DeskCall {
    const desk = this.#one(number);
    if (!desk.answered) throw new Impossible(`call ${desk.number} is not answered yet`);
    return desk;
  }

  #rung(number: number | undefined): DeskCall {
    const desk = number === undefined ? this.#ringing() : this.#one(number);
    if (desk === undefined) throw new Impossible('no call rings');
    if (desk.call.direction !== 'incoming' || desk.answered)
      throw new Impossible(`call ${desk.number} does not ring here`);
    return desk;
  }

  #ringing(): DeskCall | undefined {
    return this.calls.find(({ call, answered }) => call.direction === 'incoming' && !answered);
  }

  /** Whose other side is sent to that of `target`. */
  #besides(target: DeskCall): DeskCall {
    const others = this.calls.filter((desk) => desk !== target && desk.answered);
    const other = this.#current !== undefined && others.includes(this.#current) ? this.#current : others[0];
    if (other === undefined) throw new Impossible('there is no second call to transfer');
    if (others.length > 1 && other !== this.#current) throw new Impossible('select the call that is to be transferred');
    return other;
  }

  #next(): DeskCall | undefined {
    const calls = this.calls;
    return calls[(calls.findIndex((desk) => desk === this.#current) + 1) % Math.max(1, calls.length)];
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
    const desk: DeskCall = { number: ++this.#count, call, answered: false, over: false, muted: false };
    this.#calls.set(desk.number, desk);
    this.#newest = desk;
    // A call that only rings does not take the keys away from the one that is talked in.
    if (call.direction === 'outgoing' || this.#current === undefined) this.#current = desk;
    this.tell({ ...named(desk), ...event });
    void this.#follow(desk);
    return desk;
  }

  async #follow(desk: DeskCall): Promise<void> {
    for await (const event of desk.call.events) this.#told(desk, event);
  }

  #told(desk: DeskCall, event: PhoneCallEvent): void {
    const of = named(desk);
    switch (event.kind) {
      case 'progress':
        this.tell({ event: 'progress', ...of, status: event.status, reason: event.reason });
        break;
      case 'established':
        desk.answered = true;
        this.#current = desk;
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
        desk.over = true;
        this.#calls.delete(desk.number);
        if (this.#current === desk) this.#current = this.calls.find(({ answered }) => answered) ?? this.calls[0];
        this.tell({ event: 'ended', ...of, recording: this.#options.recordingOf?.(desk.call), report: event.report });
        break;
    }
  }
}

function named({ number, call }: DeskCall): OfCall {
  return { call: number, peer: call.peer };
}

function problemText(error: unknown): string {
  if (error instanceof RequestFailed) return `the other side: ${error.status} ${reasonOf(error)}`;
  if (error instanceof SipError || error instanceof CommandError || error instanceof Impossible) return error.message;
  // Ours: it is to be seen whole.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
