/** The ladder of a case as data: who took part, and what went between them; terminal, page and JSON draw it each in its way. */

import { type Hop, type Place, type SeenEvent } from '../../capture/index.ts';
import { Failure, Via } from '../../message/index.ts';
import { placeText } from '../case/address.ts';
import { type Case } from '../case/case.ts';
import { type MediaStream } from '../case/media-stream.ts';
import { sessionIn } from '../case/negotiation.ts';
import { type Step } from '../case/step.ts';
import { type Finding } from './finding.ts';

/** Somebody who sends or receives. */
export interface LadderColumn {
  readonly place: Place;
  /** `192.0.2.10:5060`. */
  readonly label: string;
  /** `the caller alice@example.com`, as in the verdicts. */
  readonly role: string;
}

/** One arrow. `from` and `to` are numbers of columns. */
export interface LadderRow {
  readonly kind: 'message' | 'event' | 'media';
  /** ms since 1970; NaN where it is not known. */
  readonly time: number;
  /** ms since the first row. */
  readonly offset: number;
  readonly frame: number;
  readonly from: number;
  readonly to: number;
  /** `INVITE (SDP)`, `401 Unauthorized`, `RTP PCMU, 812 packets`. */
  readonly label: string;
  /** The message; undefined for the rest. */
  readonly step: Step | undefined;
  /** The first row that it repeats, by its place among the rows; undefined where it is new. */
  readonly repeats: number | undefined;
  /** Findings that name this message as evidence, by their place among the findings; the first is the root cause. */
  readonly findings: readonly number[];
}

/** Columns and rows, both in order. */
export interface Ladder {
  readonly columns: readonly LadderColumn[];
  readonly rows: readonly LadderRow[];
  /** Rows that were left out because there are too many. */
  readonly omitted: number;
}

const MAX_ROWS = 1_000;

/** The ladder of a case, its messages marked with the findings that point at them. */
export function ladderOf(subject: Case, findings: readonly Finding[] = []): Ladder {
  const aliases = listeningPlaces(subject.steps);
  const placeOf = (place: Place) => aliases.get(placeText(place)) ?? place;
  const steps = subject.steps.slice(0, MAX_ROWS);
  const items: Item[] = [
    ...steps.map((step): Item => ({ kind: 'message', time: step.time, order: step.frame, hop: step.hop, step })),
    ...subject.events
      .filter(({ event }) => event !== 'keep-alive' && event !== 'tls' && event !== 'websocket')
      .map((event): Item => ({ kind: 'event', time: event.time, order: event.frame, hop: event.hop, event })),
    ...streamsOf(subject).map(
      (stream): Item => ({ kind: 'media', time: stream.firstTime, order: stream.firstFrame, hop: stream.hop, stream }),
    ),
  ];
  const timed = steps.every(({ time }) => !Number.isNaN(time));
  items.sort((a, b) => (timed ? a.time - b.time : 0) || a.order - b.order);

  const hosts = mediaHosts(items, placeOf);
  const columns: LadderColumn[] = [];
  const numbers = new Map<string, number>();
  const columnOf = (place: Place) => {
    const shown = hosts.get(place.address) ?? placeOf(place);
    const label = placeText(shown);
    let number = numbers.get(label);
    if (number === undefined) {
      number = columns.length;
      numbers.set(label, number);
      columns.push({ place: shown, label, role: subject.roleOf(shown) });
    }
    return number;
  };
  const marks = new Map<number, number[]>();
  findings.forEach(({ evidence }, at) => {
    for (const { frame } of evidence) marks.set(frame, [...new Set([...(marks.get(frame) ?? []), at])]);
  });
  const rowOf = new Map<Step, number>();
  const start = items[0]?.time ?? Number.NaN;
  const rows = items.map(({ kind, time, order, hop, step, event, stream }, at): LadderRow => {
    const media = kind === 'media';
    if (step !== undefined) rowOf.set(step, at);
    const ends = media
      ? [hop.source, hop.destination].map((place) => columnOf(place))
      : [placeOf(hop.source), placeOf(hop.destination)].map(columnOf);
    return {
      kind,
      time,
      offset: time - start,
      frame: order,
      from: ends[0],
      to: ends[1],
      label: step !== undefined ? stepLabel(step) : event !== undefined ? eventLabel(event) : streamLabel(stream!),
      step,
      repeats: step?.repeats === undefined ? undefined : rowOf.get(step.repeats),
      findings: marks.get(order) ?? [],
    };
  });
  return { columns, rows, omitted: subject.steps.length - steps.length };
}

interface Item {
  readonly kind: LadderRow['kind'];
  readonly time: number;
  readonly order: number;
  readonly hop: Hop;
  readonly step?: Step;
  readonly event?: SeenEvent;
  readonly stream?: MediaStream;
}

/** The streams that went to where a description of the case asked for them, while it lasted. */
export function streamsOf(subject: Case): MediaStream[] {
  const streams = new Set<MediaStream>();
  for (const step of subject.steps) {
    const session = step.repeats === undefined ? sessionIn(step) : undefined;
    for (const media of session?.media ?? []) {
      const address = session?.connectionOf(media)?.address;
      if (address === undefined || media.port === 0) continue;
      for (const stream of subject.surroundings.media.to(address, media.port))
        if (!(stream.lastTime < subject.beganAt) && !(stream.firstTime > subject.endedAt + 5_000)) streams.add(stream);
    }
  }
  return [...streams].sort((a, b) => a.firstFrame - b.firstFrame);
}

/**
 * On a connection a client's own port means nothing: it is shown as the port that its Via names (RFC 3261 18.1.1), so that
 * both directions stand in one column.
 */
function listeningPlaces(steps: readonly Step[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { hop, isRequest, message } of steps) {
    if (!isRequest || hop.transport === 'UDP') continue;
    const via = message.topVia;
    if (!(via instanceof Via) || via instanceof Failure || via.host !== hop.source.address) continue;
    const port = via.port === 0 ? (via.transport === 'TLS' ? 5061 : 5060) : via.port;
    if (port !== hop.source.port) places.set(placeText(hop.source), { address: hop.source.address, port });
  }
  return places;
}

/** Sound goes between other ports than SIP: it is drawn between the hosts that speak SIP, where each has one place. */
function mediaHosts(items: readonly Item[], placeOf: (place: Place) => Place): ReadonlyMap<string, Place> {
  const byAddress = new Map<string, Place | undefined>();
  for (const { kind, hop } of items) {
    if (kind === 'media') continue;
    for (const place of [placeOf(hop.source), placeOf(hop.destination)]) {
      const known = byAddress.get(place.address);
      const other = known !== undefined && known.port !== place.port;
      byAddress.set(place.address, byAddress.has(place.address) && (known === undefined || other) ? undefined : place);
    }
  }
  return new Map([...byAddress].filter((entry): entry is [string, Place] => entry[1] !== undefined));
}

function stepLabel(step: Step): string {
  return sessionIn(step) === undefined ? step.title : `${step.title} (SDP)`;
}

function eventLabel({ event, detail }: SeenEvent): string {
  return detail === '' ? event : `${event}: ${detail}`;
}

function streamLabel(stream: MediaStream): string {
  const lost = stream.lost === 0 ? '' : `, ${stream.lost} lost`;
  return `RTP payload type ${stream.payloadType}, ${stream.packets} packets${lost}`;
}
