/** Where the option tags that calls fail for are switched on and off (RFC 3261 19.2). */

/** What a tag is about, and where one switches it. */
export interface ExtensionAdvice {
  /** For a sentence: `reliable provisional responses (PRACK)`. */
  readonly name: string;
  readonly where: string;
}

const advice: Readonly<Record<string, ExtensionAdvice>> = {
  '100rel': {
    name: 'reliable provisional responses (PRACK)',
    where:
      'the setting PRACK or 100rel of the phone; 100rel= of the endpoint in Asterisk; enable-100rel of the profile in FreeSWITCH',
  },
  timer: {
    name: 'session timers',
    where:
      'the setting session timer of the phone; timers= of the endpoint in Asterisk; enable-timer of the profile in FreeSWITCH',
  },
  precondition: {
    name: 'preconditions for resources, as mobile networks use them',
    where: 'the SBC towards the mobile network, which should take precondition out of Require and Supported',
  },
  'sec-agree': {
    name: 'the security agreement of IMS networks',
    where: 'the account: a plain SIP account must not be set to IMS, and an IMS account needs a client that can do it',
  },
  path: {
    name: 'Path, by which proxies stay on the way to a registered phone',
    where: 'support_path of the aor in Asterisk; path_mode of registrar in Kamailio',
  },
  outbound: {
    name: 'SIP Outbound, calls over the connection of the registration',
    where: 'the setting outbound of the phone, and the registrar',
  },
  gruu: { name: 'GRUU, the address of one device', where: 'the setting GRUU of the phone, and the registrar' },
  replaces: { name: 'Replaces, as attended transfer uses it', where: 'the transfer settings of phone and server' },
  privacy: { name: 'Privacy', where: 'the setting for anonymous calls' },
  siprec: { name: 'recording sessions', where: 'the recording server, and the rule that sends calls to it' },
  'resource-priority': { name: 'priority of calls', where: 'the setting for Resource-Priority' },
  'multiple-refer': { name: 'REFER with several targets', where: 'the conference settings' },
  gin: { name: 'registration of many numbers at once', where: 'the trunk account: SIPconnect or bulk registration' },
  ice: { name: 'ICE', where: 'the setting ICE of the account' },
};

/** For a tag in any case; undefined for one that is not known here. */
export function extensionAdvice(tag: string): ExtensionAdvice | undefined {
  const key = tag.toLowerCase();
  return Object.hasOwn(advice, key) ? advice[key] : undefined;
}

/** `"timer" (session timers)`, for a sentence. */
export function extensionName(tag: string): string {
  const known = extensionAdvice(tag);
  return known === undefined ? `"${tag}"` : `"${tag}" (${known.name})`;
}
