// One login with oauth4webapi, which leaves every step of the protocol to its caller.
// The test walks the browser's part: this program prints where a login begins, reads
// what the app was called with, and prints what came of it. Each is one line of JSON.
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';

const oauth = await import(pathToFileURL(process.argv[2]));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (it) => console.log(JSON.stringify(it));

const app = await read(); // issuer, id, redirect, method, secret, jwk, alg
const options = { [oauth.allowInsecureRequests]: true };
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

const issuer = new URL(app.issuer);
const server = await oauth.discoveryRequest(issuer, options).then((r) => oauth.processDiscoveryResponse(issuer, r));
const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const authorize = new URL(server.authorization_endpoint);
authorize.search = new URLSearchParams({
  client_id: app.id, redirect_uri: app.redirect, response_type: 'code', scope: 'openid profile student_number class', state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
});
say({ authorize: authorize.href });

const called = await read(); // url
const answer = oauth.validateAuthResponse(server, client, new URL(called.url), state); // iss as RFC 9207 has it, state
const redeem = (v) => oauth.authorizationCodeGrantRequest(server, client, proof, answer, app.redirect, v, options);
const check = (r) => oauth.processAuthorizationCodeResponse(server, client, r, { expectedNonce: nonce, requireIdToken: true });
const error = (e) => e.error ?? e.code ?? String(e);

const guessed = await redeem(oauth.generateRandomCodeVerifier()).then(check).then(() => 'accepted', error); // RFC 7636 §4.6
const response = await redeem(verifier);
const tokens = await check(response);
await oauth.validateApplicationLevelSignature(server, response, options); // the signature counts, not the line it came by
const claims = oauth.getValidatedIdTokenClaims(tokens);
const ask = () => oauth.userInfoRequest(server, client, tokens.access_token, options);
const info = await oauth.processUserInfoResponse(server, client, claims.sub, await ask());
const again = await redeem(verifier).then(check).then(() => 'accepted', error);
const after = (await ask().catch((e) => e)).status;
const { alg } = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
say({ claims, info, alg, guessed, again, after, refresh: 'refresh_token' in tokens });
process.exit(0);
