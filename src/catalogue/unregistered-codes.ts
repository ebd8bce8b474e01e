/** The response codes that people meet although no registry has them: those of RFC 2543, of programs, of networks. */

import { changed, codeRecord, type Facts } from './code-row.ts';
import { type ResponseCode } from './response-code.ts';

const ser: Facts = { status: 'vendor', origin: 'SER and Kamailio', senders: ['proxy'] };
/** In the list of phrases of PJSIP; what happened is 408 or 503 there by now. */
const pjsip: Facts = { status: 'vendor', origin: 'PJSIP' };
const rfc2543: Facts = { status: 'legacy', origin: 'RFC 2543' };

// code, phrase, where it is described, and what does not follow from the class (`code-row.ts`)
const table: readonly (readonly [number, string, string, Facts])[] = [
  // in the grammar alone; no section says what it is for
  [303, 'See Other', '2543 5.1.1', { ...rfc2543, mayCarry: ['Contact'] }],
  [409, 'Conflict', '2543 7.4.10', { ...rfc2543, senders: ['registrar'], methods: ['REGISTER'] }],
  [411, 'Length Required', '2543 7.4.12', { ...rfc2543, next: changed() }],
  // The phrase goes on with the module that answered: `(477/SL)` or `(477/TM)`.
  [
    477,
    'Unfortunately error on sending to next hop occurred',
    'Kamailio src/core/error.c',
    {
      ...ser,
      origin: 'SER, Kamailio and OpenSIPS',
      formerPhrases: ['Unfortunately error on sending to next hop occured'],
    },
  ],
  [
    478,
    'Unresolvable destination',
    'Kamailio src/core/error.c',
    { ...ser, formerPhrases: ['Unresolveable destination'] },
  ],
  [
    479,
    'Regretfully, we were not able to process the URI',
    'Kamailio src/core/error.c',
    { ...ser, formerPhrases: ['Regretfuly, we were not able to process the URI'] },
  ],
  // 603 of a carrier whose analytics took the call for unwanted: its phrase and its Reason tell it from a person's 603.
  [
    603,
    'Network Blocked',
    'ATIS-1000099',
    {
      name: '603+',
      status: 'vendor',
      origin: 'carriers of North America',
      senders: ['proxy', 'gateway'],
      methods: ['INVITE'],
      mustCarry: ['Reason'],
      toCause: 21,
    },
  ],
  [
    701,
    'No response from destination server',
    'PJSIP sip_msg.c',
    { ...pjsip, next: { action: 'retry as is', requestUri: 'same', when: 'later' } },
  ],
  [702, 'Unable to resolve destination server', 'PJSIP sip_msg.c', pjsip],
  [
    703,
    'Error sending message to destination server',
    'PJSIP sip_msg.c',
    { ...pjsip, next: { action: 'retry elsewhere', requestUri: 'same' } },
  ],
];

/** The table of what no registry has, in the form of the registered codes. */
export const unregisteredCodes: readonly ResponseCode[] = table.map((row) => codeRecord(...row));
