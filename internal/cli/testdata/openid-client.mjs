// One login with openid-client. The test walks the browser's part: this program
// prints where a login begins, reads what the app was called with, and prints what
// came of it. Each is one line of JSON.
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';

const oidc = await import(pathToFileURL(process.argv[2]));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (it) => console.log(JSON.stringify(it));

const app = await read(); // issuer, id, redirect, method, secret, jwk, alg, formPost

const authentication = {
  client_secret_basic: () => oidc.ClientSecretBasic(app.secret),
  client_secret_post: () => oidc.ClientSecretPost(app.secret),
  none: () => oidc.None(),
  private_key_jwt: async () => {
    const { alg, ...jwk } = app.jwk;
    const kind = alg === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('jwk', jwk, kind, false, ['sign']);
    return oidc.PrivateKeyJwt({ key, kid: app.jwk.kid });
  },
};
const config = await oidc.discovery(new URL(app.issuer), app.id, { id_token_signed_response_alg: app.alg },
  await authentication[app.method](), { execute: [oidc.allowInsecureRequests] });
oidc.enableNonRepudiationChecks(config); // the signature counts, not the line it came by

const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), idTokenExpected: true };
say({
  authorize: oidc.buildAuthorizationUrl(config, {
    redirect_uri: app.redirect, scope: 'openid profile student_number class', state: checks.expectedState, nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256',
    ...(app.formPost ? { response_mode: 'form_post' } : {}),
  }).href,
});

const called = await read(); // url, and form where the answer was posted
const callback = () => called.form
  ? new Request(called.url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: called.form })
  : new URL(called.url);
const error = (e) => e.error ?? String(e);
const guessed = await oidc.authorizationCodeGrant(config, callback(), { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() })
  .then(() => 'accepted', error); // RFC 7636 §4.6
const tokens = await oidc.authorizationCodeGrant(config, callback(), checks);
const claims = tokens.claims();
const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
const again = await oidc.authorizationCodeGrant(config, callback(), checks).then(() => 'accepted', error);
const after = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub).then(() => 200, (e) => e.status ?? e.cause?.status ?? String(e));
const { alg } = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
say({ claims, info, alg, guessed, again, after, refresh: 'refresh_token' in tokens });
process.exit(0);
