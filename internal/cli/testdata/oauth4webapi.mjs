// One login with oauth4webapi, which leaves every step of the protocol to its caller.
// The test walks the browser's part: this program prints where a login begins, reads
// what the app was called with, and prints what came of it. Each is one line of JSON.
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';

const oauth = await import(pathToFileURL(process.argv[2]));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (it) => console.log(JSON.stringify(it));
const error = (e) => e.error ?? e.code ?? String(e);

const app = await read(); // issuer, id, redirect, method, secret, jwk, alg, push, dpop, introspect, bye
const plain = { [oauth.allowInsecureRequests]: true };
const client = { client_id: app.id, id_token_signed_response_alg: app.alg };

const kinds = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
};
const authentication = {
  client_secret_basic: () => oauth.ClientSecretBasic(app.secret),
  client_secret_post: () => oauth.ClientSecretPost(app.secret),
  none: () => oauth.None(),
  private_key_jwt: async () => {
    const { alg, ...jwk } = app.jwk;
    return oauth.PrivateKeyJwt({ key: await crypto.subtle.importKey('jwk', jwk, kinds[alg], false, ['sign']), kid: jwk.kid });
  },
};
const proof = await authentication[app.method]();
const options = app.dpop ? { ...plain, DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) } : plain; // a key of this login

const issuer = new URL(app.issuer);
const server = await oauth.discoveryRequest(issuer, options).then((r) => oauth.processDiscoveryResponse(issuer, r));
const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const request = new URLSearchParams({
  client_id: app.id, redirect_uri: app.redirect, response_type: 'code', scope: 'openid profile student_number class', state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
});
const authorize = new URL(server.authorization_endpoint);
authorize.search = request;
if (app.push) {
  const pushed = await oauth.pushedAuthorizationRequest(server, client, proof, request, options);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, pushed);
  authorize.search = new URLSearchParams({ client_id: app.id, request_uri });
}
say({ authorize: authorize.href });

const called = await read(); // url
const answer = oauth.validateAuthResponse(server, client, new URL(called.url), state); // iss as RFC 9207 has it, state
const redeem = (v) => oauth.authorizationCodeGrantRequest(server, client, proof, answer, app.redirect, v, options);
const check = (r) => oauth.processAuthorizationCodeResponse(server, client, r, { expectedNonce: nonce, requireIdToken: true });

const guessed = await redeem(oauth.generateRandomCodeVerifier()).then(check).then(() => 'accepted', error); // RFC 7636 §4.6
const response = await redeem(verifier);
const tokens = await check(response);
await oauth.validateApplicationLevelSignature(server, response, options); // the signature counts, not the line it came by
const claims = oauth.getValidatedIdTokenClaims(tokens);
const ask = (by = options) => oauth.userInfoRequest(server, client, tokens.access_token, by);
const info = await oauth.processUserInfoResponse(server, client, claims.sub, await ask());

const userinfo = async (by) => (await ask(by).catch((e) => e)).status;
const stolen = app.dpop && { // RFC 9449 §7.2: without the key, and with another one
  plain: await userinfo(plain),
  key: await userinfo({ ...plain, DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) }),
};
let left, ended;
if (app.bye) { // the browser's part once more: the app's own log-out button
  const leave = new URL(server.end_session_endpoint);
  leave.search = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: app.bye, state });
  say({ leave: leave.href });
  const returned = new URL((await read()).url);
  left = { state: returned.searchParams.get('state') === state, userinfo: await userinfo() };
}
if (app.introspect) {
  const look = async (token) => oauth.processIntrospectionResponse(server, client, await oauth.introspectionRequest(server, client, proof, token, plain));
  const before = await look(tokens.access_token);
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, proof, tokens.access_token, plain));
  ended = { before, unknown: await look('x'.repeat(43)), after: await look(tokens.access_token), userinfo: await userinfo() };
}
const again = await redeem(verifier).then(check).then(() => 'accepted', error);
const after = await userinfo();
const { alg } = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
say({ claims, info, alg, type: tokens.token_type, guessed, again, after, stolen, left, ended, refresh: 'refresh_token' in tokens });
process.exit(0);
