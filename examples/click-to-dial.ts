/**
 * Two phones that know nothing of each other talk, because a third party called both (RFC 3725 4.1). In a clone:
 *
 *     npx node examples/click-to-dial.ts sip:alice@192.0.2.1 sip:bob@192.0.2.2
 *
 * A program of your own imports from 'sipwright' and 'sipwright/node' instead of '../src/…/index.ts'.
 */
import { UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';
import { type SessionDescription } from '../src/sdp/index.ts';
import { type Media } from '../src/ua/index.ts';

const [first, second] = process.argv.slice(2);
const network = await openNetwork({ address: process.env.SIP_ADDRESS });
const agent = new UserAgent({ ...network, identity: 'sip:operator@localhost' });
const never = () => Promise.reject(new Error('not asked for'));

/** Calls the second with the offer of the first. @returns the second's answer, for the first */
function callSecond(offer: SessionDescription): Promise<SessionDescription> {
  return new Promise((resolve, reject) => {
    const onStreams: Media['onStreams'] = (_, session) => session.remote && resolve(session.remote);
    const call = agent.invite(second, { from: first, media: { offer: () => offer, answer: never, onStreams } });
    call.established.then(() => console.log(`${second} answered`), reject);
    void call.ended.then(() => calls[0].hangUp());
    calls.push(call);
  });
}

// The first makes the offer: it is told what to hear once the second has answered.
const media: Media = { offer: never, answer: (_, offer) => callSecond(offer) };
const calls = [agent.invite(first, { from: second, lateOffer: true, media })];
const { cause, status } = await calls[0].ended;
await Promise.all(calls.map((call) => call.hangUp()));
console.log(`it is over: ${cause}, ${status}`);
agent.stop();
await network.close();
