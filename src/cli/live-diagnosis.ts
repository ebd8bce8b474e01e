/** Messages as they go by, a line each, and the verdict on a call when it is over: `trace` and `diagnose --listen`. */
import { type CaptureSink, type SeenMessage } from '../capture/index.ts';
import { type Case, Casebook, judge, type SeenDecision, type Step } from '../explain/index.ts';
import { NameAddr, Uri } from '../message/index.ts';
import { type Io, paint, writeLine } from './io.ts';
import { printable } from './print-rows.ts';

/** A conversation is over when nothing of it has gone by for so long, ms: all repetitions of the slowest request. */
const SETTLE_MS = 40_000;
/** One that has come to its end needs no such patience, ms. */
const QUICK_MS = 1_500;

/** What is shown of all that goes by. */
export interface LiveFilter {
  readonly method?: string;
  /** A part of the user of From, To or the Request-URI. */
  readonly number?: string;
  /** An address that it came from or went to. */
  readonly address?: string;
  /** Verdicts on failures, and nothing else. */
  readonly failures?: boolean;
}

/** Takes what goes by; `tick` is to be called now and then. */
export class LiveDiagnosis implements CaptureSink {
  readonly #io: Io;
  readonly #filter: LiveFilter;
  readonly #book: Casebook;
  readonly #onShown: (message: SeenMessage) => void;
  #lines: string[] = [];

  constructor(
    io: Io,
    filter: LiveFilter,
    decisionsOf: (callId: string) => readonly SeenDecision[] = () => [],
    onShown: (message: SeenMessage) => void = () => {},
  ) {
    this.#io = io;
    this.#filter = filter;
    this.#onShown = onShown;
    this.#book = new Casebook((closed) => this.#tell(closed), undefined, decisionsOf);
  }

  message(message: SeenMessage): void {
    const step = this.#book.message(message);
    if (step === undefined || !this.#wants(step)) return;
    this.#onShown(message);
    if (this.#filter.failures !== true) this.#lines.push(this.#line(step));
  }

  event(event: Parameters<CaptureSink['event']>[0]): void {
    this.#book.event(event);
  }

  media(...packet: Parameters<CaptureSink['media']>): void {
    this.#book.media(...packet);
  }

  damage(frame: number, reason: string): void {
    this.#book.damage(frame, reason);
  }

  /** Closes what is over, and writes what there is to say. @param now ms since 1970 */
  async tick(now: number): Promise<void> {
    this.#book.settle(now - SETTLE_MS, now - QUICK_MS);
    await this.#flush();
  }

  /** The end: everything is judged as it stands. */
  async end(): Promise<void> {
    this.#book.end();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    for (const line of lines) await writeLine(this.#io, line);
  }

  #wants(step: Step): boolean {
    const { method, number, address } = this.#filter;
    if (method !== undefined && step.method !== method.toUpperCase()) return false;
    const { source, destination } = step.hop;
    if (address !== undefined && source.address !== address && destination.address !== address) return false;
    return number === undefined || usersOf(step).some((user) => user.includes(number));
  }

  #line(step: Step): string {
    const { source, destination, transport } = step.hop;
    const end = (place: typeof source) => `${place.address}:${place.port}`;
    const status = step.status;
    const colour = status === 0 ? 'cyan' : status < 300 ? 'green' : status < 400 ? 'yellow' : 'red';
    const [from = '', to = ''] = usersOf(step);
    return [
      `${clock(step.time)}  ${end(source).padEnd(21)} → ${end(destination).padEnd(21)} ${transport.padEnd(3)} `,
      paint(this.#io, colour, printable(step.title).padEnd(28)),
      ` ${printable(from)} → ${printable(to)}  ${paint(this.#io, 'dim', printable(step.callId))}`,
    ].join('');
  }

  #tell(closed: Case): void {
    const { findings } = judge(closed);
    const [root] = findings;
    if (root === undefined || root.severity === 'note') return;
    if (!closed.steps.some((step) => this.#wants(step))) return;
    if (this.#filter.failures === true && root.severity !== 'failure') return;
    const sign = root.severity === 'failure' ? '✗' : '!';
    const colour = root.severity === 'failure' ? 'red' : 'yellow';
    this.#lines.push(
      `${paint(this.#io, ['bold', colour], `${sign} ${root.rule.title}`)}: ${root.summary} (${root.id}, Call-ID ${printable(closed.main.callId)})`,
    );
  }
}

/** Users of From and To, and of the Request-URI. */
function usersOf(step: Step): string[] {
  const { message } = step;
  const [from, to] = [message.fromOrFailure, message.toOrFailure].map((value) =>
    value instanceof NameAddr ? `${value.uri.user}@${value.uri.host}` : '',
  );
  const uri = step.request?.uriOrFailure;
  return [from, to, ...(uri instanceof Uri ? [`${uri.user}@${uri.host}`] : [])];
}

function clock(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(11, 23);
}
