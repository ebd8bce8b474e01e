/** The header fields by which a caller says which device, which treatment and which way of answering is wanted, told. */

import type { HeaderText } from '../texts.ts';

export const preferenceHeaders: readonly HeaderText[] = [
  {
    name: 'Accept-Contact',
    summary:
      'Which of the devices of the called user the caller would like: one with video, a mobile one, one that speaks a service.',
    description:
      'Devices tell their abilities when they register, as parameters of Contact. The proxy scores the registered contacts against this header and tries ' +
      'the best first. By itself it is a wish; with require, devices that do not match are left out, and with explicit, ' +
      'those that said nothing of it do not match.',
    written: 'The caller, in a request; the proxy at the registrar of the called user reads it.',
    example: `Accept-Contact: *;video;require, *;mobility="fixed"
`,
    parts: [
      ['*;video', 'Any contact that registered video.'],
      ['require', 'Leave out those that do not match.'],
      ['*;mobility="fixed"', 'A second wish: preferably a fixed device.'],
    ],
    pitfalls: [
      '480 although a phone is registered: require left no contact. Compare with the parameters in Contact of its REGISTER.',
      'In VoLTE a missing or misspelt +g.3gpp.icsi-ref makes a call something other than telephony. Its value is encoded: urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel.',
    ],
    confusedWith: [
      { with: 'Accept', difference: 'Accept lists formats of bodies, Accept-Contact properties of devices.' },
    ],
  },
  {
    name: 'Reject-Contact',
    summary: 'Which devices of the called user the caller does not want to reach, an answering machine for example.',
    description:
      'Each value describes a kind of device; the proxy removes registered contacts that match it before it forks. Only contacts that ' +
      'declared the property can match: a voice mail system that registered without saying so stays in.',
    written: 'The caller, in a request.',
    example: `Reject-Contact: *;actor="msg-taker"
`,
    parts: [
      ['*', 'Any contact with the following properties.'],
      ['actor="msg-taker"', 'One that takes messages instead of a person; automata excludes all machines.'],
    ],
    pitfalls: [
      'Voice mail answers all the same: it is no registered contact but a forwarding made by the PBX after a timer, which this header does not touch. Ask for no forwarding by other means, or hang up before the timer.',
      'A proxy that does not know RFC 3841 ignores it without a word; nothing in the response tells.',
    ],
  },
  {
    name: 'Request-Disposition',
    summary: 'How the caller wants proxies to treat the request: forward or redirect, ring all or one after another.',
    description:
      'Six pairs of words: proxy or redirect, cancel or no-cancel, fork or no-fork, recurse or no-recurse (whether a proxy may follow a 3xx), parallel ' +
      'or sequential, queue or no-queue. They are wishes; the proxy of the called user may do otherwise.',
    written: 'The caller, in a request.',
    example: `Request-Disposition: no-fork, no-recurse
`,
    parts: [
      ['no-fork', 'Send it to one contact only.'],
      ['no-recurse', 'Hand a 3xx back to me rather than following it.'],
    ],
    pitfalls: [
      'All phones ring in spite of no-fork: the PBX rings a group of extensions by its own dial plan, which is no forking. Call the extension itself.',
      'With redirect the caller gets 302 with private addresses of phones behind NAT and cannot call them. Ask for proxy.',
    ],
  },
  {
    name: 'Answer-Mode',
    summary: 'Asks the called phone to answer by itself, or by hand only.',
    description:
      'For intercom and push-to-talk. Auto asks that the phone answer without its user, Manual that it wait for one. With require the call ' +
      'shall fail with 403 rather than be answered otherwise; without, the phone rings if it does not want to. Since it switches on a microphone, ' +
      'a phone obeys only callers whom it was told to trust.',
    written:
      'The caller in INVITE; the called phone in the 2xx, to tell how it was answered. Support is told by the option tag answermode.',
    example: `Answer-Mode: Auto;require
`,
    parts: [
      ['Auto', 'Answer at once.'],
      ['require', 'If you will not, refuse instead of ringing.'],
    ],
    pitfalls: [
      'The phone rings as usual: most desk phones do not know this header and wait for Call-Info with answer-after=0 or an Alert-Info text such as info=alert-autoanswer. Look up which the model takes, and allow auto answer or intercom in its settings.',
      '403 to Auto;require: the phone does not trust the caller. Enter the number in its list for intercom.',
    ],
    confusedWith: [{ with: 'Priv-Answer-Mode', difference: 'The privileged form shall win over do not disturb.' }],
  },
  {
    name: 'Priv-Answer-Mode',
    summary: 'Like Answer-Mode, but with a claim to priority over the settings of the called user.',
    description:
      'For callers with special rights, such as a dispatcher in an emergency: a phone set to answer by hand or not to be disturbed shall obey ' +
      'nevertheless. The phone must be surer of the caller than for the plain form, and treats it as absent or refuses if it is not.',
    written: 'The caller in INVITE; seldom outside radio and emergency systems.',
    example: `Priv-Answer-Mode: Auto
`,
    parts: [['Auto', 'Answer at once, whatever the user has set; Manual demands a person.']],
    pitfalls: [
      'A provider that lets it through from anybody lets strangers listen into rooms. Remove it at the border from all but the entitled accounts.',
      'The phone ignores it and rings: it was asked through a B2BUA that did not copy the header. Compare both legs.',
    ],
  },
  {
    name: 'Feature-Caps',
    summary: 'Tells what servers on the way can do, in the form in which Contact tells it of phones.',
    description:
      'A proxy has no Contact of its own in a call, so its abilities go here: each server adds a value beginning with an asterisk, and the topmost is that of ' +
      'the nearest one. Mobile networks learn from it what the core can do; sip.608 says that a ' +
      'refusal with 608 will be understood.',
    written:
      'Servers on the way in REGISTER, INVITE and their responses; also a B2BUA or an originating agent where the feature says so.',
    example: `Feature-Caps: *;+sip.608
`,
    parts: [
      ['*', 'Stands for the server that added this value.'],
      ['+sip.608', 'The feature, always with a plus sign; a value may follow in quotes.'],
    ],
    pitfalls: [
      'A feature is not used although both ends have it: a server between them dropped the header. Compare the INVITE on both sides of each border controller.',
      'A feature put into Feature-Caps that belongs into the Contact of a phone has no effect: this header speaks for what stands between.',
    ],
    confusedWith: [
      {
        with: 'Supported',
        difference: 'Supported lists option tags of protocol extensions; Feature-Caps lists features of servers.',
      },
    ],
  },
];
