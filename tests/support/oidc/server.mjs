// A real provider of OpenID Connect for the tests: panva's certified oidc-provider.
//
//   node server.mjs FOLDER CLIENT_SECRET
//
// FOLDER holds its node_modules. The address is the first line printed. People are made as they
// are told of; any password does. A few addresses under /test let a test change things:
//   POST /test/people   {"sub": {claims}}   what is said of somebody from now on
//   POST /test/rotate                       sign with a new key, and publish no other
//   GET  /test/said                         how often each document was asked for

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { randomUUID, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [folder, secret] = process.argv.slice(2);
const find = createRequire(path.join(folder, 'package.json'));
const load = (name) => import(pathToFileURL(find.resolve(name)).href);
const { default: Provider } = await load('oidc-provider');
const { generateKeyPair, exportJWK } = await load('jose');

const people = new Map();
const asked = new Map();
const cookieKeys = [randomBytes(32).toString('hex')];
let answer;

const client = (id, redirects) => ({
  client_id: id,
  client_secret: secret,
  redirect_uris: redirects,
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
});

async function signingKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

async function open(issuer) {
  const provider = new Provider(issuer, {
    clients: [
      client('anlan', ['http://127.0.0.1:9/back', 'http://127.0.0.1:9/api/session/oidc/city/back']),
      client('another', ['http://127.0.0.1:9/back']),
    ],
    jwks: { keys: [await signingKey()] },
    cookies: { keys: cookieKeys },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      groups: ['groups'],
    },
    scopes: ['openid', 'groups'],
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub) }),
    }),
    features: { devInteractions: { enabled: true } },
    ttl: {
      AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300,
      Interaction: 300, Session: 3600,
    },
  });
  answer = provider.callback();
}

async function read(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://127.0.0.1');
  asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
  if (pathname === '/test/people') {
    for (const [sub, claims] of Object.entries(JSON.parse(await read(request)))) {
      people.set(sub, claims);
    }
    response.end();
  } else if (pathname === '/test/rotate') {
    await open(issuer);
    response.end();
  } else if (pathname === '/test/said') {
    response.end(JSON.stringify(Object.fromEntries(asked)));
  } else {
    answer(request, response);
  }
});

let issuer;
server.listen(0, '127.0.0.1', async () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  await open(issuer);
  console.log(issuer);
});
