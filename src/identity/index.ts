/** STIR: PASSporTs and the Identity header field; keys, certificates and crypto are passed in (RFC 8224, 8225). */

export { decodeBase64Url, encodeBase64Url } from './base64url.ts';
export { canonicalJson, type JsonObject, type JsonValue } from './canonical-json.ts';
export { compactToken, identityValue, type IdentityValue, readIdentity } from './identity-header.ts';
export { canonicalNumber, numberIn, type NumberPlan, numberString } from './telephone-number.ts';
export { type Parties, type Passport, type ReadToken, readToken, signingInput } from './passport.ts';
