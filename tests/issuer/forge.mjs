// Tokens that must not hold, made with an issuer's own key and with others. Prints an object: what is wrong → the token.
//   node forge.mjs DIRECTORY KID ISSUER AUDIENCE GOOD-TOKEN-FILE
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT, importJWK } from 'jose';

const [directory, kid, issuer, audience, file] = process.argv.slice(2);
const jwk = JSON.parse(readFileSync(join(directory, `${kid}.json`), 'utf8'));
const own = await importJWK(jwk, 'RS256');
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const good = readFileSync(file, 'utf8').trim();

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: issuer, aud: audience, sub: 'icb-system', client_id: 'icb-system', org: 'QOQ', scope: 'people:read',
  iat: now, nbf: now, exp: now + 600,
};
const head = { alg: 'RS256', typ: 'at+jwt', kid };
const sign = (changes = {}, header = {}, key = own) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...head, ...header }).sign(key);
const [, payload, signature] = good.split('.');
const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url')), org: 'QXX' }));

console.log(JSON.stringify({
  'forged as it should be': await sign(),
  'expired': await sign({ exp: now - 60 }),
  'never expires': await sign({ exp: undefined }),
  'not valid yet': await sign({ nbf: now + 300 }),
  'of another issuer': await sign({ iss: 'https://login.example.com' }),
  'unsigned (alg none)': new UnsecuredJWT(claims).encode(),
  'HS256 with the public key as secret': await sign({}, { alg: 'HS256' }, Buffer.from(pem)),
  'by a stranger, under the issuer\'s kid': await sign({}, {}, stranger.privateKey),
  'by a stranger, with the key in the header': await sign({}, { jwk: stranger.publicKey.export({ format: 'jwk' }) }, stranger.privateKey),
  'by an unknown kid': await sign({}, { kid: 'nobody' }, stranger.privateKey),
  'with another payload': `${good.split('.')[0]}.${other.toString('base64url')}.${signature}`,
  'without its signature': `${good.split('.').slice(0, 2).join('.')}.`,
}));
