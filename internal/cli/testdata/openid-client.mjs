// One login with openid-client. The test walks the browser's part: this program
// prints where a login begins, reads what the app was called with, and prints what
// came of it. Each is one line of JSON.
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';

const oidc = await import(pathToFileURL(process.argv[2]));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (it) => console.log(JSON.stringify(it));
const error = (e) => e.error ?? String(e);
const status = (e) => e.status ?? e.cause?.status ?? String(e);

const app = await read(); // issuer, id, redirect, method, secret, jwk, alg, formPost, push, dpop, refresh, bye

const kinds = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
};
const authentication = {
  client_secret_basic: () => oidc.ClientSecretBasic(app.secret),
  client_secret_post: () => oidc.ClientSecretPost(app.secret),
  none: () => oidc.None(),
  private_key_jwt: async () => {
    const { alg, ...jwk } = app.jwk;
    return oidc.PrivateKeyJwt({ key: await crypto.subtle.importKey('jwk', jwk, kinds[alg], false, ['sign']), kid: jwk.kid });
  },
};
const config = await oidc.discovery(new URL(app.issuer), app.id, { id_token_signed_response_alg: app.alg },
  await authentication[app.method](), { execute: [oidc.allowInsecureRequests] });
oidc.enableNonRepudiationChecks(config); // the signature counts, not the line it came by

const bound = app.dpop ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) } : undefined; // a key of this login
const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), idTokenExpected: true };
const request = {
  redirect_uri: app.redirect, scope: 'openid profile student_number class', state: checks.expectedState, nonce: checks.expectedNonce,
  code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256',
  ...(app.formPost ? { response_mode: 'form_post' } : {}),
};
const begin = app.push ? await oidc.buildAuthorizationUrlWithPAR(config, request, bound) : oidc.buildAuthorizationUrl(config, request);
say({ authorize: begin.href });

const called = await read(); // url, and form where the answer was posted
const callback = () => called.form
  ? new Request(called.url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: called.form })
  : new URL(called.url);
const redeem = (more) => oidc.authorizationCodeGrant(config, callback(), { ...checks, ...more }, undefined, bound);
const guessed = await redeem({ pkceCodeVerifier: oidc.randomPKCECodeVerifier() }).then(() => 'accepted', error); // RFC 7636 §4.6
const tokens = await oidc.authorizationCodeGrant(config, callback(), checks, undefined, bound);
const claims = tokens.claims();
const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, bound);

const userinfo = (token, by) => oidc.fetchUserInfo(config, token, claims.sub, by).then(() => 200, status);
const stolen = app.dpop && { // RFC 9449 §7.2: without the key, and with another one
  plain: await userinfo(tokens.access_token),
  key: await userinfo(tokens.access_token, { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) }),
};
let renewed, left;
if (app.refresh) {
  const next = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, bound);
  renewed = {
    rotated: next.refresh_token !== undefined && next.refresh_token !== tokens.refresh_token, userinfo: await userinfo(next.access_token, bound),
    again: await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, bound).then(() => 'accepted', error),
    after: await userinfo(next.access_token, bound), // a family ends where a spent token comes again
  };
}
if (app.bye) { // the browser's part once more: the app's own log-out button
  const leave = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: app.bye, state: checks.expectedState });
  say({ leave: leave.href });
  const returned = new URL((await read()).url);
  left = { state: returned.searchParams.get('state') === checks.expectedState, userinfo: await userinfo(tokens.access_token, bound) };
}
const again = await redeem().then(() => 'accepted', error);
const after = await userinfo(tokens.access_token, bound);
const { alg } = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
say({ claims, info, alg, type: tokens.token_type, guessed, again, after, stolen, renewed, left, refresh: 'refresh_token' in tokens });
process.exit(0);
