/** Words for requests on their way: transactions, timers, hops and forks. */

import type { WordText } from '../texts.ts';

export const transactionWords: readonly WordText[] = [
  {
    name: 'transaction',
    also: ['SIP transaction', 'client transaction', 'server transaction'],
    summary: 'One request with all its responses, between two neighbours.',
    description:
      'It is recognised by the branch of the topmost Via and the method in CSeq. Within it lost messages are repeated and repeats recognised, so the layers above see each message once. Every hop has a transaction of its own. The ACK to a failure belongs to that of the INVITE; the ACK to a 200 does not. CANCEL is a transaction apart with the ' +
      'same branch.',
    see: ['branch', 'retransmission', 'timer B', 'dialog', '481'],
    rfc: '3261 17',
  },
  {
    name: 'branch',
    also: ['branch parameter', 'Via branch', 'transaction ID'],
    summary: 'The parameter of Via that names a transaction; it begins with z9hG4bK.',
    description:
      'Who sends a request makes a new one and finds it again in the response. A repeated packet has the same branch; a new request, even within the call, has another. A proxy that forks puts a different one into each copy. Two requests with one branch are taken for a repetition, and the second gets the answer of the first: a fault of some ' +
      'home-made clients.',
    example: 'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74b43;rport',
    see: ['magic cookie', 'Via', 'transaction', 'forking'],
    rfc: '3261 8.1.1.7',
  },
  {
    name: 'magic cookie',
    also: ['z9hG4bK', 'branch cookie'],
    summary: 'The seven characters z9hG4bK with which each branch begins.',
    description:
      'They show that the sender follows RFC 3261, so the branch alone is unique and identifies the transaction. Without them the peer has to compare To, From, Call-ID, CSeq and the Request-URI as in the old RFC 2543. The letters were chosen because nobody would use them by chance. They are no password, and have ' +
      'nothing to do with the magic cookie of STUN.',
    example: 'branch=z9hG4bK776asdhds',
    see: ['branch', 'Via', 'transaction'],
    rfc: '3261 8.1.1.7',
  },
  {
    name: 'tag',
    also: ['From tag', 'To tag', 'dialog tag'],
    summary: 'A random string in From and To that, with the Call-ID, names a dialog.',
    description:
      'The caller sets the one in From; To has none until somebody answers, each phone of a fork with its own. A request with a To tag belongs to a call that exists; if the server knows no such call, it answers 481. All later messages carry both tags, swapped when the other side sends. They are not the option tags of Supported.',
    example: 'To: <sip:bob@example.com>;tag=314159',
    see: ['dialog', 'Call-ID', 'early dialog', '481', 'From'],
    rfc: '3261 19.3',
  },
  {
    name: 'hop',
    also: ['SIP hop', 'next hop', 'hop by hop'],
    summary: 'The way of a message from one SIP element to the next.',
    description:
      'Each hop adds a Via to the request, by which the response comes back, and takes one from Max-Forwards. Transport, encryption and repetition are agreed hop by hop: UDP from the phone to the proxy may be TLS from there on. The Via lines of a request that arrives tell the hops since the last B2BUA, the newest on ' +
      'top.',
    see: ['Via', 'hop limit', 'proxy', 'transaction'],
    rfc: '3261 16.6',
  },
  {
    name: 'loop',
    also: ['routing loop', 'SIP loop', 'forwarding loop'],
    summary: 'A request comes back to a server unchanged, and would do so for ever.',
    description:
      'Two forwardings to each other, or two servers that each send the domain to the other. The proxy sees itself in Via with a branch made from the same Request-URI and routes, and answers 482; if it does not look, Max-Forwards ends it with 483. In a trace one request appears dozens of times within a second, its Via list growing. Break it where ' +
      'the number is routed.',
    see: ['spiral', '482', '483', 'hop limit', 'Via'],
    rfc: '3261 16.3',
  },
  {
    name: 'spiral',
    also: ['SIP spiral'],
    summary: 'A request comes back to a proxy with another Request-URI: permitted, no loop.',
    description:
      "Alice calls Bob; the proxy sends it on, Bob's forwarding sends it to Carol at the same proxy. The proxy has to handle it once more. A server that compares only Call-ID or its own Via takes it for a loop and answers 482, so a forwarding within one domain fails while all others work.",
    see: ['loop', '482', 'call forwarding'],
    rfc: '3261 6',
  },
  {
    name: 'forking',
    also: ['fork', 'parallel forking', 'serial forking', 'sequential forking'],
    summary: 'A proxy sends one call to several phones, all at once or one after the other.',
    description:
      'All phones of an account ring; the first that answers gets the call, and the proxy cancels the others (they show 487). The caller gets one final response: a 200 at once, otherwise the best of the failures, by which a 486 may hide behind another code. Each phone makes an early dialog with its own To tag. Challenges of all branches ' +
      'are joined in one response.',
    see: ['response context', 'early dialog', '487', 'CANCEL', 'binding'],
    rfc: '3261 16',
  },
  {
    name: 'response context',
    also: ['best response', 'forking context'],
    summary: 'What a stateful proxy remembers of a request that it sent to one or more targets.',
    description:
      'It collects the final responses of all branches and sends back one when all have ended: a 6xx before all others, else one of the lowest class (3xx, 4xx, 5xx), with 401, 407, 415, 420 and 484 preferred among 4xx. A 2xx goes back at once. It should not pass a 503 on and sends 500 instead. So the code that a caller sees need not ' +
      'come from the phone expected.',
    see: ['forking', 'proxy', 'target set', '503', '500'],
    rfc: '3261 16.7',
  },
  {
    name: 'target set',
    also: ['remote target', 'targets'],
    summary: 'The addresses to which a proxy, or a client after a 3xx, may send a request.',
    description:
      'For its own domain the proxy fills it from the location service; for a foreign one it holds the Request-URI alone. Contacts of 3xx may be added, none twice. An empty set is answered 480, or 404 for a user who does not exist. Each entry gets its copy of the request, in the order of q. The remote target of a dialog is another thing: the Contact of the ' +
      'peer, where requests of the call go.',
    see: ['forking', 'location service', 'Contact', '302', '480'],
    rfc: '3261 16.5',
  },
  {
    name: 'retransmission',
    also: ['resend', 'retransmit', 'repeated packet', 'retry'],
    summary: 'The same message sent again because no answer came; usual with UDP.',
    description:
      'An INVITE goes out again after pauses of 0.5, 1, 2, 4, 8 and 16 seconds, seven times in all, until a response comes; other requests at most every 4 seconds. A 200 to INVITE is repeated until the ACK arrives, over TCP too. Identical packets in a trace mean that answers do not come back: look at the address in Via, at the ' +
      'firewall, at private addresses. It is not a second try with changes, which has a new CSeq.',
    see: ['T1', 'timer B', 'timer F', 'UDP', '408'],
    rfc: '3261 17.1.1.2',
  },
  {
    name: 'T1',
    also: ['timer T1', 'T2', 'T4', 'round-trip time'],
    summary: 'The basic time of SIP, 500 ms: an estimate of the way there and back.',
    description:
      'The first repetition comes after T1, the next after twice that, and so on. Most limits are 64 times T1: 32 seconds. T2, 4 seconds, is the longest pause between repeats of other requests and of responses; T4, 5 seconds, the longest time that a packet may linger in the network. Behind a satellite raise it; lowering it makes failover quicker at the price ' +
      'of needless repeats.',
    see: ['retransmission', 'timer B', 'timer F', '408'],
    rfc: '3261 17.1.1.1',
  },
  {
    name: 'timer B',
    also: ['INVITE timeout', 'timer A'],
    summary: 'How long an INVITE waits for any response: 64 times T1, 32 seconds.',
    description:
      'When it fires, the caller acts as if 408 had come; nobody sent that. A single 100 or 180 stops it, so it means that the next hop is dead or that its answers get lost. 32 seconds are long for a person: servers with several routes set it to a few seconds to try the next one sooner. Timer A is the one that repeats ' +
      'the INVITE meanwhile.',
    see: ['T1', 'timer F', 'timer C', '408', 'failover'],
    rfc: '3261 17.1.1.2',
  },
  {
    name: 'timer F',
    also: ['non-INVITE timeout', 'timer E'],
    summary: 'How long any request but INVITE waits for its final response: 64 times T1, 32 seconds.',
    description:
      'It runs out for a REGISTER, BYE or OPTIONS that nobody answers, and counts as 408. Provisional responses do not stop it: such requests have to be finished within 32 seconds. If a BYE runs into it, the call is over on this side all the same. Timer E repeats the request at 0.5, 1, 2 and then every 4 seconds.',
    see: ['T1', 'timer B', 'retransmission', '408'],
    rfc: '3261 17.1.2.2',
  },
  {
    name: 'timer C',
    also: ['proxy INVITE timeout', 'ringing timeout'],
    summary: 'How long a proxy lets an INVITE ring: more than three minutes.',
    description:
      'It starts anew with each 101 to 199. When it fires, the proxy cancels the branch, or acts as if 408 had come when there was no provisional response at all. Without it a call that is neither answered nor ended would stay in memory for ever. A phone that rings longer, as in queues, has to send a provisional response about ' +
      'every minute.',
    see: ['proxy', 'provisional response', 'CANCEL', '408'],
    rfc: '3261 16.8',
  },
  {
    name: 'provisional response',
    also: ['informational response', 'provisional'],
    summary: 'A response from 100 to 199: work in progress, the answer is still to come.',
    description:
      '100 stops the repetition of the INVITE and goes one hop; 180 means ringing; 183 usually brings early media; 181, 182 and 199 are rarer. They may get lost, since they are not acknowledged unless 100rel is used. Only INVITE has them regularly. One with a To tag opens an early dialog. A call that ends after one without a final response was ' +
      'cut off: look for CANCEL or a timer.',
    see: ['final response', '180', '183', 'reliable provisional response', 'early dialog'],
    rfc: '3261 6',
  },
  {
    name: 'final response',
    also: ['definitive response'],
    summary: 'A response from 200 to 699, which ends the transaction; each request gets exactly one.',
    description:
      'A final response to INVITE is acknowledged by ACK: a 2xx by the caller itself, from end to end; any other hop by hop. After a 6xx no other target is tried. The caller of a forked INVITE may get several 200s, one for each phone that answered at the same moment; it keeps one and ends the others with BYE.',
    see: ['provisional response', 'ACK', 'three-way handshake', '200'],
    rfc: '3261 6',
  },
  {
    name: 'reliable provisional response',
    also: ['PRACK handshake', '100rel mechanism', 'reliable 18x'],
    summary: 'A provisional response (180 or 183, never 100) that is repeated until the caller confirms it by PRACK.',
    description:
      'The INVITE must list 100rel; the response then carries Require: 100rel and a number in RSeq; PRACK names that number in RAck and gets its own 200. Needed where ringing or early media must not get lost, towards mobile and telephone networks. Without PRACK the callee repeats the response and after 32 seconds should reject the call with a 5xx. Look for a B2BUA that passes 183 but not ' +
      'PRACK.',
    example: 'RSeq: 988789',
    see: ['PRACK', 'RSeq', 'RAck', '183', 'option tag'],
    rfc: '3262',
  },
  {
    name: 'failover',
    also: ['redundancy', 'fail-over', 'hunting', 'alternate route'],
    summary: 'Trying the next server when one does not answer or answers 503.',
    description:
      'SRV records list servers by priority; a client goes to the next when the connection fails, the time is up, or a 503 comes, with a new branch and the same Call-ID. Over UDP the time is 32 seconds unless shortened, so a dead server is felt at once. Pings find it before a call does. Other codes, such as 404 or 486, are answers and no ' +
      'reason to try elsewhere.',
    see: ['DNS SRV', '503', 'timer B', 'SIP OPTIONS ping'],
    rfc: '3263 4.3',
  },
];
