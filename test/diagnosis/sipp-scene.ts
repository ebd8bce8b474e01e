/** sipp as any kind of phone or server: scenarios written as a list of what is sent and what is waited for. */

import { type Running, type Stage } from './stage.ts';

/** Where one sipp stands, and where it sends to. */
export interface SippPlace {
  /** `192.0.2.10` or `192.0.2.10:5070`. */
  readonly at: string;
  /** Whom it calls; none: it waits. */
  readonly to?: string;
  readonly transport?: 'u1' | 't1';
  readonly calls?: number;
  /** Begun in a second. */
  readonly rate?: number;
  /** What its messages go through first, where that is not `to`. */
  readonly more?: readonly string[];
}

let scenarios = 0;

/** The XML of a scenario from its steps. */
export function scenario(name: string, ...steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="${name}">\n${steps.join('\n')}\n</scenario>\n`;
}

/** Sends a message; lines without indent. @param attributes of <send>, as `retrans="500"` */
export function send(message: string, attributes = ''): string {
  return `<send ${attributes}><![CDATA[\n${message.replace(/^\n+|\s+$/g, '')}\n\n]]></send>`;
}

/** Waits for a request or a response. @param attributes of <recv>, as `optional="true"` */
export function recv(what: string | number, attributes = ''): string {
  return typeof what === 'number'
    ? `<recv response="${what}" ${attributes}/>`
    : `<recv request="${what}" ${attributes}/>`;
}

/** Waits for ms. */
export const pause = (ms: number): string => `<pause milliseconds="${ms}"/>`;

/** Starts one sipp on a scenario. It ends by itself after its calls. */
export async function sipp(stage: Stage, xml: string, place: SippPlace): Promise<Running> {
  const path = stage.file(`sipp-${++scenarios}.xml`, xml);
  const [host, port = '5060'] = place.at.split(':');
  const { calls = 1, rate = 10, transport = 'u1', to, more = [] } = place;
  const args = [
    '-sf',
    path,
    '-i',
    host,
    '-p',
    port,
    '-t',
    transport,
    '-m',
    String(calls),
    '-r',
    String(rate),
    '-nostdin',
    ...more,
  ];
  if (to !== undefined) args.push(to.includes(':') ? to : `${to}:5060`);
  const running = await stage.start('sipp', args);
  // A server that waits says nothing; its socket is open within this time.
  if (to === undefined) await stage.wait(300);
  return running;
}
