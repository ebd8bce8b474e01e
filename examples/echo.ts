/**
 * Answers every call, and says back what it hears, half a second later. In a clone:
 *
 *     npx node examples/echo.ts
 *
 * A program of your own imports from 'sipwright', 'sipwright/node' and 'sipwright/media' instead of '../src/…/index.ts'.
 */
import { UserAgent } from '../src/index.ts';
import { type AudioSink, type AudioSource, RtpMedia } from '../src/media/index.ts';
import { openNetwork } from '../src/node/index.ts';

/** 16-bit samples, 8,000 a second: what is written now is read half a second later. */
class Echo implements AudioSource, AudioSink {
  private readonly frames: Int16Array[] = Array.from({ length: 25 }, () => new Int16Array(160));

  write(frame: Int16Array): void {
    this.frames.push(frame.slice());
  }

  read(frame: Int16Array): number {
    const next = this.frames.length > 1 ? this.frames.shift() : undefined;
    if (next !== undefined) frame.set(next.subarray(0, frame.length));
    return frame.length;
  }
}

const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const media = () => {
  const echo = new Echo();
  return new RtpMedia({ address: network.address, source: echo, sink: echo });
};
const agent = new UserAgent({ ...network, identity: 'sip:echo@localhost', answersFor: 'anyone', media });

console.log(`call sip:${network.address}:${network.transport.listeners[0].port}`);
for await (const call of agent.calls) call.answer().catch(() => {});
