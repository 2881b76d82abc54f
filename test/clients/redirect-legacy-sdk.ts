/**
 * The last release of the older Node SDK, `imagekit` 6, has its hosts written into it: they are replaced in the requests
 * of its HTTP library, and nothing else. The `Host` header keeps its name, as it does where the DNS or a proxy leads it
 * elsewhere.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';

type Config = { url: string; headers: { set(name: string, value: string): void } };
type Axios = {
  readonly interceptors: { readonly request: { use(change: (config: Config) => unknown): void } };
};

const requireOfSdk = createRequire(createRequire(import.meta.url).resolve('imagekit'));
const OFFICIAL_HOST = /^https:\/\/((?:api|upload)\.imagekit\.io)/;

/** @param baseURL where this process's requests of that SDK go from now on */
export function redirectLegacySdk(baseURL: string): void {
  const axios = requireOfSdk('axios') as Axios;
  // It does not end the request of an upload; kept alive, the connection would keep the process alive too.
  const httpAgent = new http.Agent({ keepAlive: false });
  const httpsAgent = new https.Agent({ keepAlive: false });
  axios.interceptors.request.use((config) => {
    const host = OFFICIAL_HOST.exec(config.url)?.[1];
    assert.ok(host, `${config.url} is of no official host`);
    config.headers.set('Host', host);
    // The text of a URL that is not encoded stays as it is.
    const url = baseURL.replace(/\/$/, '') + config.url.replace(OFFICIAL_HOST, '');
    return { ...config, url, httpAgent, httpsAgent };
  });
}
