/** 477 Send failed, told (SER, Kamailio, OpenSIPS: core/error.h, E_SEND). */

import type { CodeText } from '../texts.ts';

export const code477: CodeText = {
  name: '477',
  summary: 'Kamailio or OpenSIPS could not put the request on the wire to the next hop.',
  description:
    'The address of the next hop was known, but sending failed on the spot: no connection, or a refused one. Kamailio writes "Unfortunately error on sending to next hop occurred (477/TM)", OpenSIPS "Send failed (477/TM)"; SL in place of TM means that the stateless module answered. It is an internal number of these programs; for a client it counts as 400.',
  seen: [
    'The called phone registered over TCP, TLS or WebSocket and has lost its connection: the log says "tcp_send failed" or "connect 192.0.2.31:40112 failed".',
    'Long INVITEs fail and short ones pass: udp_mtu_try_proto moves them to TCP, where the phone does not listen.',
    'BYE fails in a good call: a Contact with a private address was not rewritten, and the proxy sends to 192.168.x.x.',
  ],
  fix: {
    phone: ['Let the phone send keep-alives, and register anew after a change of network.'],
    operator: [
      'Read the log lines before the 477: they name protocol, address and port.',
      'Fix Contacts behind NAT in responses too (fix_nated_contact, set_contact_alias), for UPDATE and NOTIFY as for INVITE.',
      'Keep large messages on UDP for phones that know nothing else.',
    ],
  },
  send: 'Not for servers of your own: try the next hop in the list; if none is left send 500, and 430 for a lost outbound flow.',
  example: `SIP/2.0 477 Unfortunately error on sending to next hop occurred (477/TM)
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK2c7f55
From: <sip:alice@example.com>;tag=e3b7c1
To: <sip:bob@example.com>;tag=5c2e08-91f4
Call-ID: 40ad9c16@192.0.2.10
CSeq: 2 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '478',
      difference: '478: the name of the next hop could not be resolved, so there was no address to send to.',
    },
    { with: '430', difference: '430 is the registered code for a lost flow of a phone that uses outbound.' },
    { with: '408', difference: '408: the request was sent, and nothing came back. 477: it never left.' },
  ],
};
