/** What a capture holds beside the conversations themselves, for rules that look beyond one call. */

import { type Hop, type SeenEvent } from '../../capture/index.ts';
import { DescriptionBook } from './description-book.ts';
import { FlowBook } from './flow-book.ts';
import { MediaTraffic } from './media-traffic.ts';
import { NonceBook } from './nonce-book.ts';
import { RedirectBook } from './redirect-book.ts';
import { RegistrationBook } from './registration-book.ts';
import { SourceBook } from './source-book.ts';

const MAX_EVENTS = 20_000;
const MAX_DAMAGE = 100;

/** Something that could not be read. */
export interface Damage {
  /** 0 where it is about a whole file. */
  readonly frame: number;
  readonly reason: string;
}

/** One for a diagnosis; everything in it is bounded. */
export class Surroundings {
  readonly media = new MediaTraffic();
  readonly registrations = new RegistrationBook();
  readonly redirects = new RedirectBook();
  readonly sources = new SourceBook();
  readonly descriptions = new DescriptionBook();
  readonly nonces = new NonceBook();
  /** When each place was heard. */
  readonly flows = new FlowBook();
  readonly damage: Damage[] = [];
  /** Notes beyond the bound. */
  damageOmitted = 0;
  messages = 0;
  /** ms since 1970 of the first and the last thing that was seen; NaN before. */
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  readonly #events: SeenEvent[] = [];
  readonly #eventsByPlaces = new Map<string, SeenEvent[]>();

  noteTime(time: number): void {
    if (Number.isNaN(this.firstTime)) this.firstTime = time;
    if (!(time <= this.lastTime)) this.lastTime = time;
  }

  noteDamage(frame: number, reason: string): void {
    if (this.damage.length < MAX_DAMAGE) this.damage.push({ frame, reason });
    else this.damageOmitted++;
  }

  noteEvent(event: SeenEvent): void {
    if (event.event === 'keep-alive') this.flows.note(event.hop, event.time);
    if (this.#events.length >= MAX_EVENTS) return;
    this.#events.push(event);
    const key = placesKey(event.hop);
    const alike = this.#eventsByPlaces.get(key);
    if (alike === undefined) this.#eventsByPlaces.set(key, [event]);
    else alike.push(event);
  }

  get events(): readonly SeenEvent[] {
    return this.#events;
  }

  /** What befell the flow between the two places of a hop, in either direction. */
  eventsBetween(hop: Hop): readonly SeenEvent[] {
    return this.#eventsByPlaces.get(placesKey(hop)) ?? [];
  }
}

/** The same for both directions and every transport: a WebSocket's hop is that of its TCP connection. */
function placesKey({ source, destination }: Hop): string {
  const a = `${source.address} ${source.port}`;
  const b = `${destination.address} ${destination.port}`;
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
