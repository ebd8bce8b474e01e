/** The header fields that say where requests go next, and where a device is, told. */

import type { HeaderText } from '../texts.ts';

export const routingHeaders: readonly HeaderText[] = [
  {
    name: 'Contact',
    summary:
      'Where this device can be reached directly, for later requests of a call, for a registration or a redirect.',
    description:
      'In INVITE and its 200 it is the address to which the other side sends ACK, BYE and re-INVITE. In REGISTER it is the binding: ' +
      'calls for the account go there until it expires, and the 200 lists all bindings that exist. In 3xx it is where to try ' +
      'instead. It must be reachable from where it is read.',
    written:
      'The client in REGISTER and, exactly one, in INVITE, SUBSCRIBE and UPDATE; the answering side in 2xx and in provisional responses ' +
      'that make a dialog; registrars and redirect servers in 200 and 3xx.',
    example: `Contact: <sip:alice@192.0.2.10:5062;transport=tcp>;q=0.8;expires=600;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>";reg-id=1
`,
    parts: [
      ['sip:alice@192.0.2.10:5062', 'Where requests go; the user part is what the device wants to see there.'],
      ['transport=tcp', 'Over which transport; within the brackets, so it belongs to the address. Without it, UDP.'],
      ['q=0.8', 'Preference from 0 to 1 among several contacts, higher first. In REGISTER and 3xx.'],
      [
        'expires=600',
        'Seconds for which the binding lasts. It goes before the Expires header; in a 200 it is what the registrar granted.',
      ],
      ['+sip.instance', 'The device itself: it replaces its own old binding (RFC 5626).'],
      ['reg-id=1', 'Which of several connections of that device this is.'],
    ],
    pitfalls: [
      'The call is up and ends after 32 seconds: the Contact has a private address, the ACK goes there and is lost. Switch on NAT support at the server (rewrite_contact=yes in Asterisk, add_contact_alias() in Kamailio), or STUN in the phone.',
      'Incoming calls reach the phone for a minute after it registered, then not: the router closed the port. Send keep-alives every 25 seconds, or use TCP.',
      'No transport in the Contact of a phone on TCP: the server sends INVITE by UDP, to a port where nobody listens.',
      'Each reboot leaves one binding more, and calls fork to dead addresses: the phone takes a new port each time. Use +sip.instance, and limit the contacts (max_contacts=1 with remove_existing=yes in Asterisk).',
      '400 to a REGISTER with Contact: * : the asterisk needs Expires: 0 and no other Contact beside it.',
    ],
    confusedWith: [
      { with: 'From', difference: 'From says who calls; Contact says where the device is.' },
      {
        with: 'Via',
        difference: 'Via is where the response to this request goes; Contact is where later requests go.',
      },
    ],
  },
  {
    name: 'Route',
    summary: 'The proxies that this request must still pass; the top one is the next hop.',
    description:
      'A client puts the list there: the route set of the call, made from Record-Route, or the outbound proxy and Service-Route for a ' +
      'first request. The request goes to the address in the top Route, whatever the Request-URI says. A proxy that finds itself ' +
      'on top takes itself off and goes on with the next, or with the Request-URI when none is left.',
    written: 'Clients, in requests only; proxies remove their own entry and may put more in front.',
    example: `Route: <sip:203.0.113.20;transport=tcp;lr>
Route: <sip:edge.example.com;lr;ftag=9fxced76sl>
`,
    parts: [
      ['sip:203.0.113.20;transport=tcp', 'The next hop: the request is sent here.'],
      ['lr', 'Loose routing: the proxy leaves the Request-URI alone. Without it the proxy counts as one of RFC 2543.'],
      ['edge.example.com', 'The hop after it.'],
      ['ftag=9fxced76sl', "A parameter of the proxy's own, which it wrote into Record-Route and gets back here."],
    ],
    pitfalls: [
      'lr is missing, mostly from an outbound proxy that was typed by hand: the sender puts the proxy itself into the Request-URI and the real target last into Route, and the proxy answers 404 or calls itself. Write sip:proxy.example.com;lr.',
      'ACK or BYE without the Routes of the call, or in the wrong order: it goes round the proxy, which answers it with 481, 403 or nothing, and the call hangs or ends after 32 seconds. The caller takes Record-Route of the response in reverse, the called side that of the request as it is.',
      '403 "Preload Route denied" to a first INVITE: a script of Kamailio or OpenSIPS refuses Routes in requests without a To tag, so that strangers cannot relay. Leave the outbound proxy out of Route, or accept the Route that names the server itself.',
    ],
    confusedWith: [
      {
        with: 'Record-Route',
        difference:
          'Record-Route is how a proxy asks to be in later requests; Route is the list that these then carry.',
      },
      {
        with: 'Path',
        difference: 'Path is written into REGISTER, and becomes Route in calls to the registered phone.',
      },
    ],
  },
  {
    name: 'Record-Route',
    summary: 'A proxy writes itself here so that the later requests of the call pass through it too.',
    description:
      'Without it ACK and BYE go straight from phone to phone, and a proxy that counts calls, crosses NAT or relays media loses the ' +
      'call. The answering side copies all Record-Routes into its responses; then both sides have the same list, the route set, which ' +
      'stays as it is until the call ends. Record-Route in a later request of the call has no effect on it.',
    written:
      'Proxies, on top, in requests that can make a dialog (INVITE, SUBSCRIBE, REFER); copied into 2xx and 18x. It means nothing in REGISTER.',
    example: `Record-Route: <sip:203.0.113.20;transport=tcp;r2=on;lr>
Record-Route: <sip:198.51.100.20;r2=on;lr=on>
`,
    parts: [
      ['203.0.113.20', 'The address of the proxy on the side of the called one; here it also changes from UDP to TCP.'],
      ['r2=on', 'Kamailio and OpenSIPS: two entries, one for each side, belong to one proxy.'],
      ['198.51.100.20', 'The address of the same proxy on the side of the caller.'],
      ['lr=on', 'Loose routing, as lr; some old phones lost an lr without a value.'],
    ],
    pitfalls: [
      'The proxy has two networks and writes one address: one side sends its ACK to an address that it cannot reach, and the call ends after 32 seconds. Write both (enable_double_rr in Kamailio) and advertise the public address.',
      'The proxy sees INVITE and never BYE, and calls stay open in its statistics for hours: it did not record-route, or only the first INVITE and not the one after a redirect.',
      'Record-Route without lr: phones treat the proxy as a strict router and put it into the Request-URI.',
      'A phone drops Record-Route from its 200: the caller sends its ACK straight to the Contact. Compare both in the trace; a SIP ALG does this too.',
    ],
    confusedWith: [
      {
        with: 'Via',
        difference: 'Via is for the responses to one request, Record-Route for the later requests of the call.',
      },
      { with: 'Route', difference: 'The proxy asks in Record-Route; the phones then answer with Route.' },
    ],
  },
  {
    name: 'Path',
    summary: 'The proxies between a phone and its registrar, so that calls to the phone come the same way.',
    description:
      'An edge proxy adds itself to the REGISTER that it forwards. The registrar keeps the list with the binding and puts it as Route ' +
      'into each request for that phone. It is needed wherever only the edge has the connection to the phone: TCP, TLS, WebSocket or NAT.',
    written: 'Proxies, on top, in REGISTER; a registrar returns it in the 200 when the phone supports path.',
    example: `Path: <sip:edge1.example.com;transport=tcp;lr;ob>
`,
    parts: [
      ['edge1.example.com', 'The edge proxy that holds the connection to the phone.'],
      ['lr', 'Loose routing, as in Route.'],
      ['ob', 'This first hop keeps flows as RFC 5626 (outbound) has it.'],
    ],
    pitfalls: [
      'The phone is registered and calls to it end in 408 or 477: the registrar ignored Path and calls the Contact itself. Switch it on: use_path=1 in Kamailio, support_path=yes in Asterisk.',
      '420 with Unsupported: path : a strict registrar (path_mode=2 in Kamailio) refuses a Path when the phone did not list path in Supported. Choose the lazy mode.',
      'The name in Path points to all edges: half of the calls come to one that does not have the connection, and get 430 or 408. Let each edge write its own address.',
    ],
    confusedWith: [
      {
        with: 'Service-Route',
        difference: 'Path is the way to the phone; Service-Route is the way from the phone.',
      },
    ],
  },
  {
    name: 'Service-Route',
    summary: 'The registrar tells the phone which proxies its own calls shall pass while it is registered.',
    description:
      'It comes in the 200 to REGISTER. The phone puts the list, in that order, as Route into every new request for that account. Each ' +
      'later 200 replaces it, and one without Service-Route clears it. Mobile networks (IMS) live by it: it leads calls to the server that looks after the account.',
    written: 'Registrars, in 2xx to REGISTER.',
    example: `Service-Route: <sip:orig@scscf1.example.com:6060;lr>
`,
    parts: [
      [
        'orig@scscf1.example.com:6060',
        'The server that handles the calls of this account; the user part tells it that they are outgoing.',
      ],
      ['lr', 'Loose routing, as in Route.'],
    ],
    pitfalls: [
      'Registration works and every call gets 403 or 404: the phone ignores Service-Route and sends its INVITE to the registrar. Set the proxy by hand or take a client that knows RFC 3608.',
      'After a restart the phone sends calls to a server that has gone: it kept the list of an old registration. Register first, then call; the new list replaces the old one.',
    ],
    confusedWith: [
      {
        with: 'Record-Route',
        difference: 'Service-Route holds for all new requests while registered; Record-Route for one call.',
      },
    ],
  },
  {
    name: 'Max-Breadth',
    summary: 'To how many places at once a request may be forked, counted over all proxies on the way.',
    description:
      'A proxy that forks divides the number among its branches; one that has too little left to fork in parallel tries the targets ' +
      'one after another, or answers 440. It was made against an attack in which accounts that forward to each other turn one INVITE ' +
      'into millions before Max-Forwards runs out.',
    written: 'Proxies, in requests; the first one that finds none adds it, 60 being the recommended value.',
    example: `Max-Breadth: 30
`,
    parts: [
      [
        '30',
        'Branches that may still run at the same time behind this one: the sum over all branches stays within what came in.',
      ],
    ],
    pitfalls: [
      '440 to a call of a large ring group: more phones than the rest of the breadth allows, since another proxy divided it before. Ring in rounds, or expand the group at the first proxy.',
      'Two accounts with several contacts each, which point at each other: with a proxy that knows neither Max-Breadth nor loop detection, one INVITE brings the machine to its knees. Answer 482 to a request that comes back unchanged.',
    ],
    confusedWith: [
      { with: 'Max-Forwards', difference: 'Max-Forwards limits the length of the way, Max-Breadth its width.' },
    ],
  },
  {
    name: 'Flow-Timer',
    summary: 'After how many seconds without a keep-alive the server may take the connection of a phone for dead.',
    description:
      'It comes in the 200 to a REGISTER with outbound (RFC 5626). The phone then sends a keep-alive, a double CRLF on TCP or a STUN ' +
      'request on UDP, within that time: at a random moment between 80 and 100 % of it, so that thousands of phones do not do so at ' +
      'once. Without the header the phone picks an interval of its own.',
    written: 'Registrars and edge proxies with outbound, in 2xx to REGISTER.',
    example: `Flow-Timer: 120
`,
    parts: [['120', 'Seconds. The server waits a little longer before it drops the connection.']],
    pitfalls: [
      'The number is longer than what a router on the way remembers (often 30 seconds to 2 minutes for UDP): calls to the phone end in 430 or 408 between two keep-alives. Go below the time of the router.',
      'A low number drains the battery of mobile phones, since each keep-alive wakes the radio. Prefer TCP with 2 minutes or more, or push notification.',
    ],
    confusedWith: [
      {
        with: 'Expires',
        difference: 'Expires says how long the binding lasts; Flow-Timer how often to show that the connection lives.',
      },
    ],
  },
];
