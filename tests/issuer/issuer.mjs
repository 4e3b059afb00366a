// A real OpenID provider (oidc-provider) for scripts/oidc, on loopback.
//   node issuer.mjs PORT DIRECTORY KID[,KID…]
// Each key is DIRECTORY/KID.json, a private JWK (RSA, RS256), made when it is not there; the first one signs. Its audience
// for the register is https://dsr.example.org, for anything else what was asked for. Prints one line when it listens.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Provider from 'oidc-provider';

const [port, directory, kids] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

function key(kid) {
  const file = join(directory, `${kid}.json`);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
    writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const scopes = 'people:read referrals:read referrals:write deadlines:read';
const machine = (client_id) => ({
  client_id,
  client_secret: `${client_id}-secret`,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
});

const provider = new Provider(issuer, {
  clients: [
    machine('icb-system'),
    machine('no-organisation'),
    {
      client_id: 'register-app',
      client_secret: 'register-app-secret',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['https://app.example.org/callback'],
    },
  ],
  jwks: { keys: kids.split(',').map(key) },
  cookies: { keys: ['only for tests'] },
  scopes: ['openid', ...scopes.split(' ')],
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://dsr.example.org',
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => ({
        scope: scopes,
        audience: resource,
        accessTokenTTL: 3600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  extraTokenClaims: (ctx, token) => (token.clientId === 'no-organisation' ? undefined : { org: 'QOQ' }),
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('listens'));
