/** Kamailio as a proxy and registrar, configured as its documentation does it: relay, record-route, usrloc, digest. */

import { type Running, type Stage } from './stage.ts';

export interface KamailioOptions {
  /** Its addresses; all listen on 5060 by UDP and, unless `udpOnly`, by TCP. */
  readonly at: readonly string[];
  /** Where it listens, if that is not 5060. */
  readonly port?: number;
  readonly domain?: string;
  /** Of every user; none: nobody is challenged. */
  readonly password?: string;
  readonly udpOnly?: boolean;
  /** Further modules, and lines for the head of the file. */
  readonly modules?: readonly string[];
  readonly head?: readonly string[];
  /** Statements for REGISTER; else the binding is saved. */
  readonly register?: string;
  /** Statements for requests out of a dialog before they are authenticated. */
  readonly first?: string;
  /** Statements for INVITE, MESSAGE, … after authentication; else they go to the registered contact, or are answered 480. */
  readonly call?: string;
  /** Statements for requests within a dialog that have no Route; else they are answered 404. */
  readonly routeless?: string;
  /** Statements for requests within a dialog, before they are relayed. */
  readonly within?: string;
  /** Whole routes. */
  readonly routes?: string;
}

const MODULES = [
  'tm',
  'sl',
  'rr',
  'pv',
  'xlog',
  'maxfwd',
  'textops',
  'siputils',
  'usrloc',
  'registrar',
  'auth',
  'nathelper',
];

/** Lets a call through to where the called user is registered. */
export const TO_REGISTERED = `
  if (!lookup("location")) {
    sl_send_reply("480", "Temporarily Unavailable");
    exit;
  }
  t_relay();
  exit;`;

/** Starts it, and waits until its workers run. */
export async function kamailio(stage: Stage, options: KamailioOptions): Promise<Running> {
  const { at } = options;
  const path = stage.file(`kamailio-${at[0].replaceAll(':', '-')}.cfg`, configuration(options));
  // The folder of its sockets has to be its own where several of them run.
  const args = ['-f', path, '-DD', '-E', '-m', '32', '-M', '4', '-Y', stage.folder];
  const running = await stage.start('kamailio', args, { ready: /is ready/ });
  // The other workers are a moment later.
  await stage.wait(100);
  return running;
}

function configuration(options: KamailioOptions): string {
  const { at, port = 5060, domain = 'example.com', password, udpOnly = false, modules = [], head = [] } = options;
  const { register = 'save("location");\n  exit;', first = '', call = TO_REGISTERED, routes = '' } = options;
  const { routeless = 'sl_send_reply("404", "Not here");', within = '' } = options;
  const sockets = at.flatMap((address) => {
    const place = `${address.includes(':') ? `[${address}]` : address}:${port}`;
    return [`listen=udp:${place}`, ...(udpOnly ? [] : [`listen=tcp:${place}`])];
  });
  return `#!KAMAILIO
debug=-1
log_stderror=yes
fork=yes
# s; a worker that does not end would outlive the stage
exit_timeout=1
children=1
tcp_children=1
${udpOnly ? 'disable_tcp=yes' : ''}
dns=no
rev_dns=no
${sockets.join('\n')}
alias="${domain}"
${[...MODULES, ...modules].map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("rr", "append_fromtag", 0)
modparam("registrar", "gruu_enabled", 0)
modparam("registrar", "max_expires", 3600)
modparam("usrloc", "db_mode", 0)
modparam("usrloc", "timer_interval", 1)
modparam("nathelper", "received_avp", "$avp(received)")
modparam("registrar", "received_avp", "$avp(received)")
${head.join('\n')}

event_route[core:worker-one-init] {
  xlog("L_ALERT", "${domain} is ready\\n");
}

request_route {
  if (!mf_process_maxfwd_header("70")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (has_totag()) {
    ${within}
    if (loose_route()) {
      if (is_method("INVITE|SUBSCRIBE")) record_route();
      t_relay();
    } else if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
    } else {
      ${routeless}
    }
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  t_check_trans();
  if (is_method("ACK")) exit;
  if (is_method("OPTIONS") && uri == myself && $rU == $null) {
    sl_send_reply("200", "OK");
    exit;
  }
  ${first}
  if (is_method("REGISTER")) {
    ${password === undefined ? '' : challenge('www', domain, password)}
    ${register}
    exit;
  }
  ${password === undefined ? '' : challenge('proxy', domain, password)}
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  ${call}
}
${routes}
`;
}

function challenge(kind: 'www' | 'proxy', domain: string, password: string): string {
  const check = kind === 'www' ? 'pv_www_authenticate' : 'pv_proxy_authenticate';
  // -4: the nonce has grown old, and 16 says so (stale=true).
  return `if (!${check}("${domain}", "${password}", "0")) {
      if ($rc == -4) ${kind}_challenge("${domain}", "17");
      else ${kind}_challenge("${domain}", "1");
      exit;
    }
    consume_credentials();`;
}
