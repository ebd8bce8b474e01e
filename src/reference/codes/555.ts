/** 555 Push Notification Service Not Supported, told (RFC 8599). */

import type { CodeText } from '../texts.ts';

export const code555: CodeText = {
  name: '555',
  summary: 'The server cannot wake the app: it does not support the push service that the REGISTER names.',
  description:
    'A sleeping app asks in its REGISTER to be woken by push: pn-provider in the Contact URI names the service (apns, fcm, webpush). A proxy that cannot use it, or misses a parameter, answers 555, and should list what it can use in Feature-Caps as +sip.pns. A server that has never heard of RFC 8599 answers 200 instead, and wakes nobody.',
  seen: [
    'An app registers with pn-provider=apns at a server that has credentials for fcm only: Android phones work, iPhones get 555.',
    'The app was moved to another provider: account and password are right, but that provider has no push gateway.',
  ],
  fix: {
    phone: [
      'Read +sip.pns in Feature-Caps, and choose a push service that stands there, or register without the pn- parameters and keep the app running.',
    ],
    operator: [
      'Give the server the push credentials for the service (the APNs key, the FCM project), or pass the REGISTER on to the proxy that has them.',
    ],
  },
  send: 'Send it to REGISTER alone, when you are the one expected to trigger the push and cannot, with Feature-Caps naming what you support. If a proxy further on may support it, forward the request instead.',
  example: `SIP/2.0 555 Push Notification Service Not Supported
Via: SIP/2.0/TLS 192.0.2.77:51514;branch=z9hG4bK4c19aa
From: <sip:alice@example.com>;tag=2a61f7
To: <sip:alice@example.com>;tag=77d0b3
Call-ID: f0c4e8a1@192.0.2.77
CSeq: 5 REGISTER
Feature-Caps: *;+sip.pns="fcm"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '439',
      difference:
        '439: the first proxy lacks outbound, which keeps connections open. 555 is about waking an app that has none.',
    },
    {
      with: '480',
      difference: '480 goes to the caller of an app that was not woken; 555 goes to the app when it registers.',
    },
  ],
};
